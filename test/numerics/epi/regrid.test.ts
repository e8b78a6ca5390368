import { describe, expect, it } from "vitest";
import { runReadoutWork } from "../../../src/numerics/cartesian/index.ts";
import {
  demodulationPhase,
  gadgetronRegridMatrix,
  packedMatrix,
  regrid,
  regridMatrix,
  regridNoise,
  trapezoidPositions,
} from "../../../src/numerics/epi/index.ts";
import { randomGaussian } from "../../../src/numerics/index.ts";
import { applyToCoils } from "../../../src/numerics/linalg/index.ts";
import { randomComplex, relativeError } from "../reference.ts";

/** Samples at positions k of pixels x = −floor(n / 2), … by the definition of the transform. */
function sampled(image: Float64Array, positions: ArrayLike<number>, pixels: number): Float32Array {
  const size = image.length / 2;
  return Float32Array.from(
    Array.from(positions).flatMap((k) => {
      let [re, im] = [0, 0];
      for (let i = 0; i < size; i += 1) {
        const angle = (-2 * Math.PI * k * (i - Math.floor(size / 2))) / pixels;
        re += image[2 * i]! * Math.cos(angle) - image[2 * i + 1]! * Math.sin(angle);
        im += image[2 * i]! * Math.sin(angle) + image[2 * i + 1]! * Math.cos(angle);
      }
      return [re / Math.sqrt(pixels), im / Math.sqrt(pixels)];
    }),
  );
}

function randomPixels(count: number): Float64Array {
  const random = randomGaussian(7);
  return Float64Array.from({ length: 2 * count }, random);
}

describe("regridMatrix", () => {
  it.each([
    [{ rampUp: 100, flatTop: 200, rampDown: 100, dwell: 3, samples: 128 }, 64, 64],
    [{ rampUp: 160, flatTop: 240, rampDown: 160, dwell: 3.1, samples: 160 }, 160, 80],
    [{ rampUp: 50, flatTop: 300, rampDown: 90, dwell: 2, samples: 200 }, 65, 65],
  ])("recovers the pixels of samples under %j", (trapezoid, encoded, kept) => {
    const positions = trapezoidPositions(trapezoid, encoded);
    const truth = randomPixels(kept);
    const support = kept === encoded ? kept : 126;
    const matrix = regridMatrix({ positions, pixels: encoded, support, kept });
    const data = sampled(truth, positions, encoded);
    const sizes = { coils: 1, samples: trapezoid.samples, kept };
    expect(
      relativeError(
        regrid(packedMatrix(matrix, sizes.samples, sizes.kept), data, sizes, new Float32Array(2 * kept)),
        truth,
      ),
    ).toBeLessThan(5e-6);
  });

  it("is the unitary transform at whole positions", () => {
    const positions = Float64Array.from({ length: 32 }, (_, n) => n - 16);
    const matrix = regridMatrix({ positions, pixels: 32, support: 32, kept: 32 });
    for (const [n, pixel] of [
      [0, 0],
      [3, 7],
      [31, 20],
    ] as const) {
      const angle = (2 * Math.PI * (n - 16) * (pixel - 16)) / 32;
      expect(matrix[2 * (n * 32 + pixel)]).toBeCloseTo(Math.cos(angle) / Math.sqrt(32), 6);
      expect(matrix[2 * (n * 32 + pixel) + 1]).toBeCloseTo(Math.sin(angle) / Math.sqrt(32), 6);
    }
  });

  it("leaves out samples without a position", () => {
    const positions = trapezoidPositions({ rampUp: 0, flatTop: 128, rampDown: 0, dwell: 1, samples: 128 }, 32);
    positions.fill(Number.NaN, 0, 2);
    const matrix = regridMatrix({ positions, pixels: 32, support: 32, kept: 32 });
    expect(matrix.subarray(0, 2 * 2 * 32).every((value) => value === 0)).toBe(true);
    const truth = randomPixels(32);
    const data = sampled(
      truth,
      positions.map((k) => (Number.isNaN(k) ? 0 : k)),
      32,
    );
    const sizes = { coils: 1, samples: 128, kept: 32 };
    expect(
      relativeError(regrid(packedMatrix(matrix, sizes.samples, sizes.kept), data, sizes, new Float32Array(64)), truth),
    ).toBeLessThan(1e-5);
  });

  it.each(["right", "Gadgetron's"])(
    "leaves out samples without a position, off the centre too: %s pixels",
    (pixels) => {
      const positions = trapezoidPositions({ rampUp: 16, flatTop: 96, rampDown: 16, dwell: 1, samples: 128 }, 32);
      positions.fill(Number.NaN, 120);
      const phase = demodulationPhase(0.1, positions);
      const matrix =
        pixels === "right"
          ? regridMatrix({ positions, pixels: 32, support: 32, kept: 32, phase })
          : gadgetronRegridMatrix(positions, 32, 32, phase);
      expect(matrix.every(Number.isFinite)).toBe(true);
      expect(matrix.subarray(2 * 120 * 32).every((value) => value === 0)).toBe(true);
    },
  );

  it("does not amplify noise where samples are too far apart", () => {
    const positions = trapezoidPositions({ rampUp: 64, flatTop: 128, rampDown: 64, dwell: 3.5, samples: 64 }, 64);
    const noise = regridNoise(regridMatrix({ positions, pixels: 64, support: 64, kept: 64 }), 64);
    expect(Math.max(...noise)).toBeLessThan(3);
  });
});

describe("regrid", () => {
  it("has the noise predicted by the rows of the matrix, for any number of coils", () => {
    const trapezoid = { rampUp: 100, flatTop: 200, rampDown: 100, dwell: 3, samples: 128 };
    const matrix = regridMatrix({ positions: trapezoidPositions(trapezoid, 64), pixels: 64, support: 64, kept: 64 });
    const predicted = regridNoise(matrix, 64);
    const random = randomGaussian(3);
    const coils = 2001;
    const data = Float32Array.from({ length: 2 * coils * 128 }, random);
    const result = regrid(
      packedMatrix(matrix, 128, 64),
      data,
      { coils, samples: 128, kept: 64 },
      new Float32Array(2 * coils * 64),
    );
    for (const pixel of [0, 13, 32, 63]) {
      let power = 0;
      for (let coil = 0; coil < coils; coil += 1) {
        const at = 2 * (coil * 64 + pixel);
        power += result[at]! ** 2 + result[at + 1]! ** 2;
      }
      expect(Math.sqrt(power / (2 * coils)) / predicted[pixel]!).toBeGreaterThan(0.95);
      expect(Math.sqrt(power / (2 * coils)) / predicted[pixel]!).toBeLessThan(1.05);
    }
  });

  it.each([32, 29])("applies a coil matrix, and keeps fewer coils, of %i pixels", (kept) => {
    const positions = trapezoidPositions({ rampUp: 16, flatTop: 96, rampDown: 16, dwell: 1, samples: 128 }, 32);
    const packed = packedMatrix(regridMatrix({ positions, pixels: 32, support: 32, kept }), 128, kept);
    const [coils, coilsOut, readouts] = [3, 2, 2];
    const data = randomComplex(coils * 128 * readouts, 1);
    const coilMatrix = randomComplex(coils * coilsOut, 2);
    const work = { coils, samples: 128, samplesOut: kept, regridding: packed, coilMatrix, coilsOut };
    const result = new Float32Array(2 * coilsOut * kept * readouts);
    runReadoutWork(work, data, result);
    for (let readout = 0; readout < readouts; readout += 1) {
      const own = data.subarray(2 * coils * 128 * readout, 2 * coils * 128 * (readout + 1));
      const pixels = regrid(packed, own, { coils, samples: 128, kept }, new Float32Array(2 * coils * kept));
      const expected = applyToCoils(coilMatrix, pixels, kept, new Float32Array(2 * coilsOut * kept));
      const found = result.subarray(2 * coilsOut * kept * readout, 2 * coilsOut * kept * (readout + 1));
      expect(relativeError(found, expected)).toBeLessThan(1e-6);
    }
  });
});
