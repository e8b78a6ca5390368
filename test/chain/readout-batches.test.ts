import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BATCH_READOUTS,
  batchesAtOnce,
  comesTogether,
  isSameWork,
  isWorthThread,
  readoutsPerBatch,
} from "../../src/chain/run/readout-batches.ts";
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
  it.each<[string, boolean, ReadoutWork]>([
    ["many coils with a coil matrix", true, heavy],
    ["few coils", false, { ...heavy, coils: 15 }],
    ["many coils that are only cropped", false, { coils: 64, samples: 256, samplesOut: 128 }],
  ])("of %s is %s", (_what, expected, work) => {
    expect(isWorthThread(work)).toBe(expected);
  });
});

describe("comesTogether", () => {
  it("depends on the time that a fast client takes to send the readout", () => {
    const [small, large] = [{ source: new Float32Array(2) }, { source: new Float32Array(2 ** 17) }];
    expect([0, 0.4, 0.6].map((ms) => comesTogether(small, ms))).toEqual([true, true, false]);
    expect([0.6, 2, 3].map((ms) => comesTogether(large, ms))).toEqual([true, true, false]);
  });
});

describe("batchesAtOnce", () => {
  it("is at least two for each thread, and enough for a turn of the event loop", () => {
    expect([1, 4, 16].map((size) => batchesAtOnce({ size }))).toEqual([8, 8, 32]);
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
