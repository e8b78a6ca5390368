import { describe, expect, it } from "vitest";
import { Recycler } from "../../src/gadget-api/services/index.ts";
import { UnmixingEntry } from "../../src/recon/unmixing/entry.ts";

const calibration = {
  block: { e0: 4, e1: 4, e2: 1, coils: 1 },
  center: [2, 2, 0],
  destinations: 1,
  grappa: undefined,
} as const;

describe("UnmixingEntry", () => {
  it("releases coefficients when nobody holds any entry of their array", () => {
    const memory = new Recycler();
    const array = memory.allocate(100);
    const result = { array, holders: 2 };
    const entries = [0, 1].map((i) => {
      const entry = new UnmixingEntry(calibration, new Float32Array(32));
      entry.result = result;
      entry.unmixing = array.subarray(50 * i, 50 * (i + 1));
      return entry;
    });
    const [a, b] = entries as [UnmixingEntry, UnmixingEntry];
    a.hold();
    b.letGo(memory);
    a.letGo(memory);
    expect([a.unmixing, b.unmixing]).toEqual([array.subarray(0, 50), undefined]);
    expect(memory.allocate(100)).not.toBe(array);
    a.letGo(memory);
    expect(memory.allocate(100)).toBe(array);
  });

  it("has nothing to release before it is computed", () => {
    const memory = new Recycler();
    new UnmixingEntry(calibration, new Float32Array(32)).letGo(memory);
    expect(memory.allocate(100)).toHaveLength(100);
  });
});
