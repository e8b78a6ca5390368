import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag, flagMask } from "../../src/mrd/index.ts";
import { GridLines } from "../../src/numerics/cartesian/index.ts";
import {
  edgePatterns,
  filledLines,
  fillLength,
  grappaFillTask,
  type ImageFilling,
  linesByEdge,
  linesToFill,
  weightCount,
} from "../../src/numerics/parallel/index.ts";
import { ExpectedFrame } from "../../src/recon/parallel/expected-frame.ts";
import { randomComplex } from "../numerics/reference.ts";
import { readout } from "../support/messages.ts";

const [e0, e1, coils] = [6, 25, 2];
const shape = { e0, e1, e2: 1, coils, n: 1, s: 1, slices: 1 };
const lattice = { acceleration: [3, 1], offset: [1, 0], shift: 0 } as const;
const kernel = { acceleration: [3, 1], shift: 0, size: [3, 4, 1] } as const;
/** The lattice, and a block. */
const counts = Uint32Array.from({ length: e1 }, (_, row) => Number(row % 3 === 1 || (row > 9 && row < 15)));
const rows = [...counts.keys()].filter((row) => counts[row] === 1);
const missing = linesToFill(lattice, counts, { size: e1, first: 0, last: e1 - 1 }, { size: 1, first: 0, last: 0 });
const grid = { e1, e2: 1, acquired: counts };
const { whole, edges } = linesByEdge(kernel, missing, grid, edgePatterns(kernel, missing, grid));

const weightsOf = (seed: number) => Float32Array.from(randomComplex(weightCount(kernel, coils), seed));
const fillingOf = (seed: number): ImageFilling => ({
  ...{ ...whole, kernel, weights: weightsOf(seed) },
  edges: edges.map(({ lines }, i) => ({ lines, weights: weightsOf(seed + 1 + i) })),
});
const lineOf = (row: number, seed: number): Acquisition => ({
  ...readout({ kspaceEncodeStep1: row, numberOfSamples: e0, activeChannels: coils }),
  data: Float32Array.from(randomComplex(e0 * coils, 100 * seed + row)),
  space: "image",
});
const headers = Array.from({ length: e1 }, (_, row) => (counts[row] ? lineOf(row, 0).header : undefined));

function gridOf(readouts: readonly Acquisition[]): GridLines {
  const lines = new GridLines({ ...shape, images: 1 }, counts);
  for (const { header, data: samples } of readouts) {
    const index = header.kspaceEncodeStep1;
    lines.add({ index, samples, stride: e0, from: 0, length: e0, first: 0, adds: false });
  }
  return lines;
}

function fill(filling: ImageFilling, data: GridLines): Map<number, Float32Array> {
  const work = { shape: [e0, e1, 1] as const, coils, readout: "image" as const, images: [filling] };
  const result = new Float32Array(fillLength(work));
  grappaFillTask.run(work, data, result);
  const width = 2 * e0 * coils;
  return new Map(filledLines(filling).map((line, i) => [line, result.subarray(i * width, (i + 1) * width)]));
}

const memory = () => {
  const used = new Set<Float32Array>();
  const allocate = (length: number) => {
    const array = new Float32Array(length).fill(Number.NaN);
    used.add(array);
    return array;
  };
  return {
    recycles: true,
    allocate,
    release: (array: Float32Array) => void used.delete(array),
    claim: () => false,
    releaseClaimed: () => {},
    used,
  };
};

describe("a frame that is being acquired", () => {
  it("has the lines that it has when it is complete, in whatever order and how often its readouts come", () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ row: fc.constantFrom(...rows), seed: fc.integer({ min: 1, max: 3 }) }),
        fc.constant("compute"),
        fc.constant("other weights"),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (events) => {
        const own = memory();
        let filling = fillingOf(1);
        let frame = new ExpectedFrame({ shape, counts, headers }, filling, own);
        const last = new Map(rows.map((row) => [row, lineOf(row, 9)]));
        for (const event of events) {
          if (event === "compute") frame.compute(1);
          else if (event === "other weights") {
            filling = fillingOf(7);
            frame = frame.with(filling);
          } else if (typeof event === "object") {
            const line = lineOf(event.row, event.seed);
            frame.add(line);
            last.set(event.row, line);
          }
        }
        const data = gridOf([...last.values()]);
        const { computed, rest } = frame.take(filling, data.storedLines(0));
        const expected = fill(filling, data);
        expect([...computed.map(({ index }) => index), ...filledLines(rest)].toSorted((a, b) => a - b)).toEqual(
          [...expected.keys()].toSorted((a, b) => a - b),
        );
        for (const { index, samples } of computed) expect(samples).toEqual(expected.get(index));
        frame.release();
        expect(own.used.size).toBe(0);
      }),
    );
  });

  it("leaves only the lines whose neighbours came last, and all if the weights are other ones", () => {
    const filling = fillingOf(1);
    const frame = new ExpectedFrame({ shape, counts, headers }, filling, memory());
    const readouts = rows.map((row) => lineOf(row, 1));
    for (const line of readouts.slice(0, -1)) frame.add(line);
    while (frame.compute(1));
    const stored = gridOf(readouts).storedLines(0);
    expect(filledLines(frame.take(filling, stored).rest).toSorted((a, b) => a - b)).toEqual([17, 18, 20, 21, 23, 24]);
    expect(filledLines(frame.take(fillingOf(1), stored).rest)).toEqual(filledLines(filling));
  });

  it("has no readout of another length, in k-space, reversed, or with discarded samples", () => {
    const filling = fillingOf(1);
    const frame = new ExpectedFrame({ shape, counts, headers }, filling, memory());
    for (const row of rows) {
      const line = lineOf(row, 1);
      frame.add({ ...line, space: undefined });
      frame.add({ ...line, header: line.header.with({ numberOfSamples: 5 }) });
      frame.add({ ...line, header: line.header.with({ discardPre: 1 }) });
      frame.add({ ...line, header: line.header.with({ flags: flagMask(AcquisitionFlag.reverse) }) });
    }
    expect(frame.compute(1)).toBe(false);
  });
});
