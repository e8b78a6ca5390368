import { describe, expect, test } from "vitest";
import { OversamplingRemoval } from "../../../src/numerics/cartesian/index.ts";
import { NumericsError } from "../../../src/numerics/index.ts";
import { applyToCoils } from "../../../src/numerics/linalg/index.ts";
import { directTransform, randomComplex, relativeError, transformTolerance } from "../reference.ts";

/** Removal, and back to k-space. */
function removed(removal: OversamplingRemoval, data: Float32Array, coils: number): Float32Array {
  return removal.toKSpace(removal.toImage(data, { coils }), coils);
}

function byDefinition(data: Float32Array, samples: number, samplesOut: number): Float64Array {
  const image = Float32Array.from(directTransform("inverse", data));
  const first = 2 * Math.floor((samples - samplesOut) / 2);
  return directTransform("forward", image.subarray(first, first + 2 * samplesOut));
}

describe("OversamplingRemoval", () => {
  test.each([
    [64, 32],
    [63, 32],
    [64, 31],
    [65, 33],
    [100, 77],
    [17, 1],
    [48, 48],
  ])(
    "from %i to %i samples equals the transforms and the crop by their definitions, coil by coil",
    (samples, samplesOut) => {
      const data = randomComplex(3 * samples, 1);
      const before = data.slice();
      const removal = new OversamplingRemoval(samples, samplesOut);
      const result = removed(removal, data, 3);
      expect(data).toEqual(before);
      expect(result).toHaveLength(6 * samplesOut);
      for (let coil = 0; coil < 3; coil++) {
        const expected = byDefinition(data.subarray(2 * samples * coil, 2 * samples * (coil + 1)), samples, samplesOut);
        const actual = result.subarray(2 * samplesOut * coil, 2 * samplesOut * (coil + 1));
        expect(relativeError(actual, expected)).toBeLessThan(2 * transformTolerance(samples));
      }
    },
  );

  test("returns a separate array per readout, so that the next one does not overwrite it", () => {
    const removal = new OversamplingRemoval(32, 16);
    const first = removed(removal, randomComplex(64, 1), 2);
    const kept = first.slice();
    removed(removal, randomComplex(160, 2), 5);
    removed(removal, randomComplex(64, 3), 2);
    expect(first).toEqual(kept);
  });

  test("keeps the energy of an image within the window", () => {
    const image = new Float32Array(2 * 64);
    image.set(randomComplex(32, 4), 2 * 16);
    const result = removed(new OversamplingRemoval(64, 32), Float32Array.from(directTransform("forward", image)), 1);
    expect(relativeError(result, directTransform("forward", image.subarray(32, 96)))).toBeLessThan(1e-6);
  });

  test.each([
    [32, 33],
    [32, 0],
    [31.5, 16],
  ])("refuses to keep of %d samples %d", (samples, samplesOut) => {
    expect(() => new OversamplingRemoval(samples, samplesOut)).toThrow(expect.objectContaining({ code: "bad-length" }));
  });

  test("refuses a readout of another size", () => {
    const removal = new OversamplingRemoval(32, 16);
    expect(() => removal.toImage(new Float32Array(64), { coils: 2 })).toThrow(NumericsError);
    expect(() => removal.toKSpace(new Float32Array(60), 2)).toThrow(NumericsError);
  });

  test.each([
    [32, 16, 3, undefined],
    [33, 17, 3, 3],
    [32, 16, 9, 1],
  ])(
    "takes the bytes of readouts at any address: from %i to %i samples, and from %i coils to %s by a coil transform",
    (samples, samplesOut, coils, coilsOut) => {
      const readouts = 2;
      const data = randomComplex(samples * coils * readouts, 7);
      const coilMatrix = coilsOut === undefined ? undefined : randomComplex(coils * coilsOut, 8);
      const batch = { coils, readouts, coilMatrix, coilsOut };
      const removal = new OversamplingRemoval(samples, samplesOut);
      const expected = removal.toImage(data, batch);
      for (const memory of [new ArrayBuffer(data.byteLength + 8), new SharedArrayBuffer(data.byteLength + 8)]) {
        for (const shift of [0, 1, 6]) {
          const bytes = new Uint8Array(memory, shift, data.byteLength);
          bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
          expect(removal.toImage(bytes, batch)).toEqual(expected);
          expect(() => removal.toImage(bytes.subarray(1), batch)).toThrow(NumericsError);
        }
      }
    },
  );

  test.each([
    [32, 16, 3, 3],
    [32, 17, 3, 3],
    [32, 16, 3, 1],
    [33, 17, 3, 1],
    [40, 9, 9, 8],
  ])(
    "applies a coil transform to several readouts, from %i to %i samples and %i to %i coils",
    (samples, samplesOut, coils, coilsOut) => {
      const readouts = 4;
      const removal = new OversamplingRemoval(samples, samplesOut);
      const data = randomComplex(samples * coils * readouts, 5);
      const matrix = randomComplex(coils * coilsOut, 6);
      const result = removal.toImage(data, { coils, readouts, coilMatrix: matrix, coilsOut });
      for (let readout = 0; readout < readouts; readout++) {
        const each = data.subarray(2 * samples * coils * readout, 2 * samples * coils * (readout + 1));
        const mixedFirst = applyToCoils(matrix, each, samples, new Float32Array(2 * samples * coilsOut));
        const length = 2 * samplesOut * coilsOut;
        const found = result.subarray(length * readout, length * (readout + 1));
        expect(relativeError(found, removal.toImage(mixedFirst, { coils: coilsOut }))).toBeLessThan(1e-6);
      }
      expect(() => removal.toImage(data, { coils, readouts, coilMatrix: matrix.subarray(2), coilsOut })).toThrow(
        NumericsError,
      );
    },
  );
});
