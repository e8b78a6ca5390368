import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH_READOUTS, isSameWork, isWorthThread, readoutsPerBatch } from "../../src/chain/run/readout-batches.ts";
import type { ReadoutWork } from "../../src/numerics/cartesian/index.ts";

const matrix = new Float32Array(2);

describe("readoutsPerBatch", () => {
  it.each<[string, ReadoutWork, number]>([
    ["as many as a batch may have, of small readouts", { coils: 2, samples: 32 }, BATCH_READOUTS],
    ["as many as just fit", { coils: 16, samples: 256 }, BATCH_READOUTS],
    ["one less, if they do not", { coils: 16, samples: 257 }, BATCH_READOUTS - 1],
    ["as many as fit into 1 MiB, of large ones", { coils: 32, samples: 512 }, 8],
    ["one, if it alone is as large", { coils: 256, samples: 512 }, 1],
    ["one, if it alone is larger", { coils: 1024, samples: 4096 }, 1],
  ])("is %s", (_what, work, expected) => expect(readoutsPerBatch(work)).toBe(expected));

  it("is at least one and at most the limit, of at most 1 MiB, whatever the readouts", () => {
    const sizes = { coils: fc.integer({ min: 0, max: 2048 }), samples: fc.integer({ min: 0, max: 65535 }) };
    fc.assert(
      fc.property(fc.record(sizes), (work) => {
        const count = readoutsPerBatch(work);
        expect(Number.isInteger(count)).toBe(true);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(BATCH_READOUTS);
        if (count > 1) expect(8 * work.coils * work.samples * count).toBeLessThanOrEqual(2 ** 20);
      }),
    );
  });
});

describe("isWorthThread", () => {
  const heavy = { coils: 16, samples: 256, coilMatrix: matrix };
  it.each<[string, boolean, ReadoutWork, number]>([
    ["many coils with a coil matrix", true, heavy, 2],
    ["few coils", false, { ...heavy, coils: 15 }, 2],
    ["many coils that are only cropped", false, { coils: 64, samples: 256, samplesOut: 128 }, 2],
    ["more coils, with one thread", true, { ...heavy, coils: 64 }, 1],
    ["fewer coils, with one thread", false, { ...heavy, coils: 63 }, 1],
  ])("of %s is %s", (_what, expected, work, size) => {
    expect(isWorthThread(work, { size })).toBe(expected);
  });
});

describe("isSameWork", () => {
  const work: ReadoutWork = { coils: 2, samples: 32, samplesOut: 16, coilMatrix: matrix };

  it("holds for work of the same sizes with the same matrix", () => {
    expect(isSameWork(work, { ...work })).toBe(true);
    expect(isSameWork({ coils: 2, samples: 32 }, { coils: 2, samples: 32 })).toBe(true);
  });

  it.each<[string, ReadoutWork]>([
    ["other samples", { ...work, samples: 64 }],
    ["other coils", { ...work, coils: 4 }],
    ["another crop", { ...work, samplesOut: 8 }],
    ["fewer coils", { ...work, coilsOut: 1 }],
    ["no crop", { coils: 2, samples: 32, coilMatrix: matrix }],
    ["another matrix, though its numbers are equal", { ...work, coilMatrix: matrix.slice() }],
    ["no matrix", { coils: 2, samples: 32, samplesOut: 16 }],
  ])("is not so for %s", (_what, other) => {
    expect(isSameWork(work, other)).toBe(false);
    expect(isSameWork(other, work)).toBe(false);
  });
});
