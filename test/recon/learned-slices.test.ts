import { describe, expect, it } from "vitest";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { LearnedSlices } from "../../src/recon/readouts/index.ts";
import { readout } from "../support/messages.ts";

/** Readouts of slices given by number; a negative number −n − 1 marks the last readout of slice n. */
function pass(enough: number, slices: readonly number[]) {
  const learner = new LearnedSlices(enough, (readouts) => readouts.map(({ header }) => header.scanCounter).join("+"));
  const shown = (results: ReturnType<typeof learner.take>) =>
    results.map(([{ header }, known]) => `${header.scanCounter}: ${known}`);
  const steps = slices.map((slice, scanCounter) => {
    const flags = slice < 0 ? [AcquisitionFlag.lastInSlice] : [];
    return shown(learner.take(readout({ scanCounter, slice: slice < 0 ? -slice - 1 : slice, flags })));
  });
  return { steps, end: shown(learner.finish()) };
}

describe("LearnedSlices", () => {
  it("queues readouts until there are enough of their slice", () => {
    const { steps, end } = pass(3, [0, 0, 0, 0]);
    expect(steps).toEqual([[], [], ["0: 0+1+2", "1: 0+1+2", "2: 0+1+2"], ["3: 0+1+2"]]);
    expect(end).toEqual([]);
  });

  it("needs no more after the last of a slice", () => {
    expect(pass(9, [0, -1, 0]).steps).toEqual([[], ["0: 0+1", "1: 0+1"], ["2: 0+1"]]);
  });

  it("keeps the order of slices, whichever is known first", () => {
    const { steps, end } = pass(9, [0, 1, -2, 1, -1, 1]);
    expect(steps.slice(0, 4)).toEqual([[], [], [], []]);
    expect(steps[4]).toEqual(["0: 0+4", "1: 1+2", "2: 1+2", "3: 1+2", "4: 0+4"]);
    expect([steps[5], end]).toEqual([["5: 1+2"], []]);
  });

  it("learns from the available readouts at the end", () => {
    expect(pass(9, [1, 0, 0]).end).toEqual(["0: 0", "1: 1+2", "2: 1+2"]);
  });

  it("does not wait indefinitely for an incomplete slice", () => {
    const { steps } = pass(2, [7, ...Array<number>(30).fill(0)]);
    expect(steps[18]).toEqual([]);
    expect(steps[19]).toHaveLength(20);
    expect(steps[19]![0]).toBe("0: 0");
  });
});
