import { expect, it } from "vitest";
import { fillingOf } from "../../web/src/live/filling.ts";
import { bytesText, countText, secondsText, valueText } from "../../web/src/live/format.ts";
import { placeSteps } from "../../web/src/live/layout.ts";
import { pixelOf } from "../../web/src/live/pixels.ts";

const base64 = (...cells: number[]) => Buffer.from(cells).toString("base64");

it("shows images as columns of lines, or the newest volume", () => {
  const state = { encoding: 0, e1: 2, e2: 1, frames: 2, lines: 4, outside: 0 };
  const filling = fillingOf({ ...state, cells: base64(1, 0, 129, 2) });
  expect(filling).toMatchObject({ width: 2, height: 2, filled: 3, missing: 1, repeated: 1, calibration: 1 });
  expect([...filling.kinds]).toEqual([1, 3, 0, 2]);
  const volume = fillingOf({ ...state, e1: 1, e2: 2, cells: base64(0, 1) });
  expect([...volume.kinds]).toEqual([0, 1]);
});

it("places branches below each other, between the steps around them", () => {
  const { steps, edges } = placeSteps([{ after: [-1] }, { after: [0] }, { after: [0] }, { after: [1, 2] }]);
  expect(edges).toHaveLength(4);
  expect(steps[1]!.x).toBe(steps[2]!.x);
  expect(steps[1]!.y).not.toBe(steps[2]!.y);
  expect(steps[3]!.x).toBeGreaterThan(steps[1]!.x);
  expect(placeSteps([])).toEqual({ width: 0, height: 0, steps: [], edges: [] });
});

it("formats figures with three digits", () => {
  expect([0, 999, 1234, 848e6].map(bytesText)).toEqual(["0 B", "999 B", "1.23 kB", "848 MB"]);
  expect([0, 3072, 123_456, 2.5e6].map(countText)).toEqual(["0", "3,072", "123k", "2.50M"]);
  expect([0.321, 12.34, 185, 3725].map(secondsText)).toEqual(["0.32 s", "12.3 s", "3:05 min", "1:02 h"]);
  expect([0, 0.07, 1.23e-7, 123_456].map(valueText)).toEqual(["0.00", "0.07", "1.23e-7", "1.23e+5"]);
});

it("writes colours as a canvas stores them", () => {
  expect([...new Uint8Array(Uint32Array.of(pixelOf(1, 2, 254)).buffer)]).toEqual([1, 2, 254, 255]);
});
