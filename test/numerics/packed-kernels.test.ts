import { describe, expect, it } from "vitest";
import { smoothTransform } from "../../src/numerics/fft/index.ts";
import { kernels, withScratch } from "../../src/numerics/kernels/heap.ts";
import * as reference from "../../src/numerics/kernels/reference-kernels.ts";
import { CELL, CELL_BYTES, describeLines } from "../../src/numerics/nufft/packed.ts";
import { randomComplex, relativeError } from "./reference.ts";

/** Calls a kernel with copies of arrays on the heap. @returns the copies afterwards */
function onHeap(arrays: readonly Float32Array[], use: (...pointers: number[]) => void): Float32Array[] {
  return withScratch(
    arrays.map(({ length }) => length),
    (...buffers: Float32Array[]) => {
      for (const [i, buffer] of buffers.entries()) buffer.set(arrays[i]!);
      use(...buffers.map(({ byteOffset }) => byteOffset));
      return buffers.map((buffer) => buffer.slice());
    },
  );
}

const packed = (pixels: number, seed: number) => randomComplex(4 * pixels, seed);

/** e^{−πij / half}, as the kernels want it. */
const ramp = (half: number) =>
  Float32Array.from({ length: 2 * half }, (_, at) => {
    const angle = (-Math.PI * (at >> 1)) / half;
    return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });

describe("each kernel for packed images computes what its reference does", () => {
  it.each([1, 2, 3, 4])("packing and unpacking of %i coils", (coils) => {
    for (const pixels of [1, 6, 7]) {
      const images = randomComplex(coils * pixels, 1);
      const expected = new Float32Array(CELL * pixels);
      reference.packCoils(images, coils, expected, pixels);
      const [, found] = onHeap([images, expected.slice().fill(0)], (from, to) =>
        kernels.packCoils(from!, coils, to!, pixels),
      );
      expect(found).toEqual(expected);
      const back = new Float32Array(images.length);
      reference.unpackCoils(expected, back, coils, pixels, 2);
      const [, unpacked] = onHeap([expected, back.slice().fill(0)], (from, to) =>
        kernels.unpackCoils(from!, to!, coils, pixels, 2),
      );
      expect(unpacked).toEqual(back);
    }
  });

  it("products with maps, and their adjoints", () => {
    const pixels = 5;
    const [image, maps] = [randomComplex(pixels, 1), packed(pixels, 2)];
    const expected = new Float32Array(CELL * pixels);
    reference.multiplyMaps(image, maps, expected, pixels);
    const [, , found] = onHeap([image, maps, expected.slice().fill(0)], (from, by, to) =>
      kernels.multiplyMaps(from!, by!, to!, pixels),
    );
    expect(relativeError(found!, expected)).toBeLessThan(1e-6);
    const sums = image.slice();
    reference.combineMaps(expected, maps, sums, pixels);
    const [, , combined] = onHeap([expected, maps, image], (from, by, to) =>
      kernels.combineMaps(from!, by!, to!, pixels),
    );
    expect(relativeError(combined!, sums)).toBeLessThan(1e-6);
  });

  it.each([
    [8, 8],
    [7, 10],
    [5, 5],
    [1, 1],
  ])("half-spectra of %i samples and their inverses: %i even and as many odd frequencies", (samples, half) => {
    const count = 3;
    const { plan } = smoothTransform(half);
    const image = { data: packed(samples * count, 1), at: 0, samples, step: count, lineStep: 1 };
    const spectra = { data: new Float32Array(2 * CELL * half * count), at: 0, samples: half, step: 1, lineStep: half };
    const inBytes = <T extends { step: number; lineStep: number }>(lines: T, at: number) => ({
      ...lines,
      at,
      step: CELL_BYTES * lines.step,
      lineStep: CELL_BYTES * lines.lineStep,
    });
    const odd = half * count;
    const arrays = [ramp(half), image.data, spectra.data];
    const [, , found] = onHeap(arrays, (turns, from, to) => {
      const target = describeLines(inBytes(spectra, to!), 1);
      kernels.toHalfSpectra(plan, turns!, describeLines(inBytes(image, from!), 0), target, CELL_BYTES * odd, count);
    });
    reference.toHalfSpectra(half, image, spectra, odd, count);
    expect(relativeError(found!, spectra.data)).toBeLessThan(1e-6);

    const [, back] = onHeap(arrays, (turns, to, from) => {
      const target = describeLines(inBytes(image, to!), 1);
      kernels.fromHalfSpectra(plan, turns!, describeLines(inBytes(spectra, from!), 0), CELL_BYTES * odd, target, count);
    });
    const expected = { ...image, data: new Float32Array(image.data.length) };
    reference.fromHalfSpectra(half, spectra, odd, expected, count);
    expect(relativeError(back!, expected.data)).toBeLessThan(1e-6);

    const filter = randomComplex(half * count, 4);
    const scratch = new Float32Array(CELL * samples);
    const [, filtered] = onHeap([ramp(half), image.data, filter, scratch], (turns, at, spectrum, sums) =>
      kernels.filterLines(plan, turns!, describeLines(inBytes(image, at!), 0), spectrum!, sums!, count),
    );
    const once = { ...image, data: image.data.slice() };
    reference.filterLines(half, once, filter, count);
    expect(relativeError(filtered!, once.data)).toBeLessThan(1e-6);
  });
});
