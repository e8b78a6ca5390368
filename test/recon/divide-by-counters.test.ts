import { describe, expect, it } from "vitest";
import { type Counter, divideByCounters } from "../../src/recon/readouts/index.ts";
import { allLines, encodingOf } from "../support/messages.ts";

const encoding = encodingOf({ encoded: [8, 4, 1], recon: [8, 4, 1] });
const [first] = allLines(encoding, {});

/** A readout with some counters. */
const readoutOf = (counters: Partial<Record<"slice" | "contrast" | "encodingSpaceRef", number>>, user = 0) => ({
  ...first!,
  header: first!.header.with({ ...counters, user: [0, 0, user, 0, 0, 0, 0, 0] }),
});

/** The places of readouts in each group. */
function groupsOf(readouts: Parameters<typeof divideByCounters>[0], by: readonly Counter[]) {
  return [...divideByCounters(readouts, by).values()].map((group) => group.map((readout) => readouts.indexOf(readout)));
}

describe("readouts divided by counters", () => {
  it("are in one group if only other counters differ, in their order", () => {
    const readouts = [0, 1, 0, 2].map((slice) => readoutOf({ slice }));
    expect(groupsOf(readouts, ["contrast", "user_1"])).toEqual([[0, 1, 2, 3]]);
  });

  it.each<[string, Counter[]]>([
    ["counters that alternate", ["slice", "contrast"]],
    ["counters whose order differs", ["contrast", "slice"]],
  ])("are grouped by %s", (_what, by) => {
    const values = [
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 0],
    ] as const;
    const readouts = values.map(([slice, contrast]) => readoutOf({ slice, contrast }));
    const expected = [
      [0, 2, 3],
      [1, 5],
      [4, 6],
    ];
    expect(groupsOf(readouts, by)).toEqual(expected);
  });

  it("are grouped by counters of the user", () => {
    const readouts = [3, 3, 4, 3].map((value) => readoutOf({}, value));
    expect(groupsOf(readouts, ["user_2"])).toEqual([[0, 1, 3], [2]]);
    expect(groupsOf(readouts, ["user_1"])).toEqual([[0, 1, 2, 3]]);
  });

  it("are grouped by their encoding, whose groups come in order under their keys", () => {
    const readouts = [1, 0, 1].map((encodingSpaceRef) => readoutOf({ encodingSpaceRef }));
    expect(groupsOf(readouts, [])).toEqual([[0, 2], [1]]);
    const keys = [...divideByCounters(readouts, []).keys()];
    expect(keys.toSorted()).toEqual([keys[1], keys[0]]);
  });
});
