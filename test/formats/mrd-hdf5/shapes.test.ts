import { describe, expect, it } from "vitest";
import { openGroup, readout } from "./fixtures.ts";
import { handMade, readoutsOf } from "./hand-made.ts";

const readouts = Array.from({ length: 40 }, (_, i) => readout(i, { samples: 8, dimensions: 1 }));

describe("readouts in a dataset of several axes", () => {
  it.each([
    ["[N, 1]", [1]],
    ["[N, 1, 1]", [1, 1]],
    ["[1, N]", [readouts.length]],
  ])("are read from %s", async (_, columns) => {
    const path = handMade((parts) => [readoutsOf(parts, readouts, columns)]);
    for (const reuse of [false, true]) {
      const group = await openGroup(path);
      expect(group.acquisitionCount).toBe(readouts.length);
      let count = 0;
      for (const { header, trajectory, data } of group.acquisitions({ reuse })) {
        expect(header.bytes).toEqual(readouts[count]!.header.bytes);
        expect([...trajectory]).toEqual([...readouts[count]!.trajectory]);
        expect([...data]).toEqual([...readouts[count]!.data]);
        count += 1;
      }
      expect(count).toBe(readouts.length);
    }
  });

  it.each([
    [[8], "[5, 8]"],
    [[4, 2], "[5, 4, 2]"],
  ])("are refused by name if no axis holds all: %j", async (columns, shape) => {
    const path = handMade((parts) => [readoutsOf(parts, readouts, columns)]);
    const group = await openGroup(path);
    expect(() => [...group.acquisitions()]).toThrow(
      expect.objectContaining({
        code: "unsupported-layout",
        message: `${path}: /dataset/data has the shape ${shape}; MRD stores rows along one axis, as [40]: write it so`,
      }),
    );
  });
});
