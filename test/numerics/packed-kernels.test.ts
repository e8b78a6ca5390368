import { describe, expect, it } from "vitest";
import { smoothTransform } from "../../src/numerics/fft/index.ts";
import { kernels, withScratch } from "../../src/numerics/kernels/heap.ts";
import * as reference from "../../src/numerics/kernels/reference-kernels.ts";
import { CELL, CELL_BYTES, describeLines, LANES } from "../../src/numerics/nufft/packed.ts";
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

const real = (count: number) => randomComplex(count, 7).subarray(0, count);

/** One coil of packed samples, complex. */
const oneLane = (cells: Float32Array, lane: number) =>
  Float32Array.from({ length: cells.length / LANES }, (_, i) => cells[LANES * i + lane]!);

/** Lines at a pointer, with steps in bytes. */
const inBytes = <T extends { step: number; lineStep: number }>(lines: T, at: number) => ({
  ...lines,
  at,
  step: CELL_BYTES * lines.step,
  lineStep: CELL_BYTES * lines.lineStep,
});

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

  it.each([1, 2, 4])("packing and unpacking of rows of %i coils, with weights", (coils) => {
    const [samples, count, pitch] = [5, 3, 7];
    const [images, weights, rowWeights] = [randomComplex(coils * samples * count, 1), real(samples), real(count)];
    const cells = packed(pitch * count, 2);
    const rows = { data: cells.slice(), at: 0, samples, step: 1, lineStep: pitch };
    reference.packRows(images, coils, weights, rowWeights, rows, count);
    const arrays = [images, weights, rowWeights];
    const bytes = 8 * samples * count;
    const [, , , found] = onHeap([...arrays, cells], (from, byX, byRow, to) =>
      kernels.packRows(from!, bytes, coils, byX!, byRow!, describeLines(inBytes(rows, to!), 0), count),
    );
    expect(relativeError(found!, rows.data)).toBeLessThan(1e-6);

    const expected = images.slice();
    const [back] = onHeap([...arrays, rows.data], (to, byX, byRow, from) =>
      kernels.unpackRows(describeLines(inBytes(rows, from!), 0), byX!, byRow!, to!, bytes, coils, count),
    );
    reference.unpackRows(rows, weights, rowWeights, expected, coils, count);
    expect(relativeError(back!, expected)).toBeLessThan(1e-6);
  });

  it.each([
    [12, 7],
    [10, 10],
    [8, 1],
  ])("centred transforms of %i samples, cropped to and padded from %i", (length, pixels) => {
    const { plan } = smoothTransform(length);
    const count = 2;
    for (const [from, to] of [
      [length, pixels],
      [pixels, length],
    ] as const) {
      const [data, result] = [packed(from * count, 1), new Float32Array(CELL * to * count)];
      for (const swapped of [false, true]) {
        const linesOf = (samples: number, at: number, slot: 0 | 1) => {
          const lineStep = CELL_BYTES * samples;
          return describeLines({ at, samples, center: samples >> 1, step: CELL_BYTES, lineStep }, slot);
        };
        const [, found] = onHeap([data, result], (source, target) =>
          kernels.transformPacked(plan, linesOf(from, source!, 0), linesOf(to, target!, 1), count, swapped),
        );
        const expected = result.slice();
        for (let lane = 0; lane < LANES; lane += 1) {
          const line = (array: Float32Array, samples: number) => {
            const layout = { samples, center: samples >> 1, sampleStep: 1, lineStep: samples };
            return { ...layout, data: oneLane(array, lane) };
          };
          const target = line(expected, to);
          reference.transform(length, line(data, from), target, count, 1, swapped);
          expect(relativeError(oneLane(found!, lane), target.data)).toBeLessThan(1e-6);
        }
      }
    }
  });

  it.each([
    [4, 2],
    [7, 2],
    [6, 3],
  ])("spreading and interpolation with %i taps in %i dimensions, around the edges", (width, dimensions) => {
    const axes = [16, 14, 15].slice(0, dimensions);
    const polynomials = randomComplex(12, 1).map((value, at) => (at % CELL < width ? value : 0));
    const grid = { width, polynomials, axes, rowStep: 18, planeStep: 18 * 14 + 2 };
    const places = [[0, 13, 2] as const, [15, 3, 14] as const].map((firsts) =>
      axes.map((_, axis) => [firsts[axis]!, 0.3 * axis - 0.5] as const),
    );
    const records = Float32Array.from(places.flat(2));
    const integers = new Int32Array(records.buffer);
    for (let at = 0; at < records.length; at += 2) integers[at] = records[at]!;
    const cells = packed(grid.planeStep * (axes[2] ?? 1), 2);
    const samples = packed(places.length, 3);
    const planes = new Float32Array(15);
    const arrays = [new Float32Array(10), grid.polynomials, new Float32Array(24), cells, records, samples, planes];
    for (const name of ["spreadSamples", "interpolateSamples"] as const) {
      const compute = name === "spreadSamples" ? reference.spreadSamples : reference.interpolateSamples;
      const [, , , foundCells, , foundSamples] = onHeap(
        arrays,
        (record, terms, taps, data, where, values, pointers) => {
          const table = Array.from(planes, (_, plane) => data! + plane * CELL_BYTES * grid.planeStep);
          new Uint32Array(kernels.memory.buffer, pointers, planes.length).set(table);
          const head = [pointers!, width, terms!, grid.polynomials.length / CELL, taps!, dimensions];
          const size = [axes[0]!, axes[1]!, axes[2] ?? 1, CELL_BYTES * grid.rowStep];
          new Uint32Array(kernels.memory.buffer, record, 10).set([...head, ...size]);
          kernels[name](record!, where!, values!, places.length);
        },
      );
      const [expectedCells, expectedSamples] = [cells.slice(), samples.slice()];
      compute({ ...grid, cells: expectedCells }, places, expectedSamples);
      expect(relativeError(foundCells!, expectedCells)).toBeLessThan(1e-6);
      expect(relativeError(foundSamples!, expectedSamples)).toBeLessThan(1e-6);
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
