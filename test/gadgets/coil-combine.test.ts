import { describe, expect, it } from "vitest";
import coilCombine from "../../gadgets/coil-images/coil-combine.ts";
import extract from "../../gadgets/coil-images/extract.ts";
import fft from "../../gadgets/reconstruction/fft.ts";
import simpleRecon from "../../gadgets/reconstruction/simple-recon.ts";
import type { ImageArray } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { birdcageSensitivities, sheppLogan } from "../../src/simulator/index.ts";
import { gadgetContract } from "../contract/gadget-contract.ts";
import { modulated, pixelsInside, seenBy } from "../numerics/coils/scene.ts";
import { relativeError, transformedLines } from "../numerics/reference.ts";
import { buffer, encodingOf, headerOf, imageArray, kSpace } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";
import { rootSumOfSquares } from "./recon-reference.ts";

const images = imageArray({ x: 5, y: 3, z: 2, coils: 4, n: 2, slices: 3 });
const only = async (input: ImageArray, parameters: object = {}) =>
  (await run(coilCombine, "image-array", [input], { parameters }))[0]!;
const adaptive = { method: "adaptive" };

describe("coil-combine", () => {
  it("computes the root sum of squares of the coils of each image", async () => {
    const combined = await only(images);
    expect(combined.shape).toEqual({ ...images.shape, coils: 1 });
    const expected = rootSumOfSquares(Float64Array.from(images.data), 4, 30);
    expect(relativeError(combined.data, expected)).toBeLessThan(1e-6);
    expect(combined.headers.map(({ channels }) => channels)).toEqual(Array(6).fill(1));
    expect(combined.headers.map(({ slice }) => slice)).toEqual(images.headers.map(({ slice }) => slice));
  });

  it("keeps the coils separate with `method: none`", async () => {
    expect(await only(images, { method: "none" })).toEqual(images);
  });

  it("after fft yields the result of simple-recon", async () => {
    const input = buffer(kSpace({ coils: 3 }));
    const apart = await run(coilCombine, "image-array", await run(fft, "image-array", [input]));
    expect(apart).toEqual(await run(simpleRecon, "image-array", [input]));
  });

  it.each(["inati", "walsh"])("with `method: adaptive`, `maps: %s` combines each image by itself", async (maps) => {
    const parameters = { ...adaptive, maps, kernel: 3 };
    const combined = await only(images, parameters);
    expect(combined.shape).toEqual({ ...images.shape, coils: 1 });
    expect(combined.headers.map(({ channels }) => channels)).toEqual(Array(6).fill(1));
    const length = images.data.length / 3;
    for (let slice = 0; slice < 3; slice++) {
      const alone = {
        ...images,
        shape: { ...images.shape, slices: 1 },
        headers: images.headers.slice(2 * slice, 2 * slice + 2),
      };
      const data = images.data.slice(slice * length, (slice + 1) * length);
      const expected = (await only({ ...alone, data }, parameters)).data;
      expect(combined.data.subarray((slice * length) / 4, ((slice + 1) * length) / 4)).toEqual(expected);
    }
    // a window of one pixel omits nothing
    const sharp = await only(images, { ...parameters, kernel: 1 });
    const magnitudes = Float32Array.from(sharp.data, (value, i) =>
      i % 2 === 0 ? Math.hypot(value, sharp.data[i + 1]!) : 0,
    );
    expect(relativeError(magnitudes, rootSumOfSquares(Float64Array.from(images.data), 4, 30))).toBeLessThan(1e-5);
  });
});

describe("fft, coil-combine and extract", () => {
  const width = 64;
  const object = modulated(sheppLogan(width, width), width, (x, y) => 2.5 * x + 2 * y * y);
  const later = modulated(object, width, (x, y) => 1.2 * Math.sin(2 * x) - y);
  const sensitivities = birdcageSensitivities(width, width, 8);
  const coilImages = new Float32Array(2 * 2 * 8 * width * width);
  coilImages.set(seenBy(sensitivities, object));
  coilImages.set(seenBy(sensitivities, later), coilImages.length / 2);
  const inside = pixelsInside(object);
  const turn = (angle: number) => Math.atan2(Math.sin(angle), Math.cos(angle));

  /** Centred transform along both axes. */
  function toKSpace(data: Float32Array): Float32Array {
    const rows = transformedLines("forward", data, width);
    return transposed(transformedLines("forward", transposed(rows), width));
  }
  function transposed(data: Float32Array): Float32Array {
    const plane = width * width;
    return Float32Array.from(data, (_, i) => {
      const [pixel, start] = [(i >> 1) % plane, i - (i % (2 * plane))];
      return data[start + 2 * ((pixel % width) * width + Math.floor(pixel / width)) + (i & 1)]!;
    });
  }

  async function extracted(): Promise<Record<"magnitude" | "phase" | "real" | "imag", Image>[]> {
    const header = headerOf(encodingOf({ encoded: [width, width, 1] }));
    const input = buffer(kSpace({ e0: width, e1: width, coils: 8, n: 2 }).with({ samples: toKSpace(coilImages) }));
    const apart = await run(fft, "image-array", [input], { header });
    const combined = await run(coilCombine, "image-array", apart, { header, parameters: adaptive });
    const made = await run(extract, "image", combined, {
      header,
      parameters: { as: ["magnitude", "phase", "real", "imag"] },
    });
    return [0, 4].map((first) => ({
      magnitude: made[first]!,
      phase: made[first + 1]!,
      real: made[first + 2]!,
      imag: made[first + 3]!,
    }));
  }

  it("produce magnitude, phase, real and imaginary images of the object's phase", async () => {
    const [first, second] = await extracted();
    const truth = rootSumOfSquares(Float64Array.from(coilImages), 8, width * width);
    for (const [i, { magnitude, phase, real, imag }] of [first!, second!].entries()) {
      const expected = truth.subarray(i * 2 * width * width, (i + 1) * 2 * width * width).filter((_, k) => k % 2 === 0);
      expect(relativeError(magnitude.data as Float32Array, expected)).toBeLessThan(1e-3);
      for (const pixel of inside) {
        const angle = Number(phase.data[pixel]);
        expect(Number(magnitude.data[pixel]) * Math.cos(angle)).toBeCloseTo(Number(real.data[pixel]), 5);
        expect(Number(magnitude.data[pixel]) * Math.sin(angle)).toBeCloseTo(Number(imag.data[pixel]), 5);
      }
    }
    const phaseOf = (image: Float32Array, pixel: number) => Math.atan2(image[2 * pixel + 1]!, image[2 * pixel]!);
    for (const pixel of inside) {
      // the phase difference between two images of a buffer is that of the object
      const found = Number(second!.phase.data[pixel]) - Number(first!.phase.data[pixel]);
      expect(Math.abs(turn(found - phaseOf(later, pixel) + phaseOf(object, pixel)))).toBeLessThan(1e-3);
    }
    // the phase that the virtual coil adds is nearly constant in a birdcage
    const added = inside.map((pixel) => turn(Number(first!.phase.data[pixel]) - phaseOf(object, pixel)));
    const [re, im] = [Math.cos, Math.sin].map((part) => added.reduce((sum, angle) => sum + part(angle), 0));
    const mean = Math.atan2(im!, re!);
    expect(Math.max(...added.map((angle) => Math.abs(turn(angle - mean))))).toBeLessThan(0.2);
  });
});

gadgetContract(coilCombine, [
  {
    name: "adaptive",
    messages: [imageArray({ coils: 3 }), imageArray({ coils: 2, n: 2 }, 2), imageArray({ z: 3 }, 3)],
    outputs: 3,
    parameters: adaptive,
  },
  {
    name: "adaptive by Walsh's maps",
    messages: [imageArray({ coils: 3 })],
    outputs: 1,
    parameters: { ...adaptive, maps: "walsh" },
  },
]);
