import { expect, it } from "vitest";
import { contour, contourNames } from "../../../src/numerics/images/index.ts";

const box = { left: 10, top: 20, width: 4, height: 6 };

it.each([...contourNames])("%s fills its box with a closed line", (name) => {
  const points = contour(name, box);
  const [x, y] = [points.map(([each]) => each), points.map(([, each]) => each)];
  expect([Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)]).toEqual([10, 14, 20, 26]);
  expect(points).toHaveLength(50);
  for (const axis of [0, 1] as const) expect(points[0]![axis]).toBeCloseTo(points.at(-1)![axis], 10);
});

it("an ellipse is centred in its box, a heart has its tip below it", () => {
  for (const [x, y] of contour("ellipse", box)) {
    expect(((x - 12) / 2) ** 2 + ((y - 23) / 3) ** 2).toBeCloseTo(1, 1);
  }
  const lowest = contour("heart", box).reduce((low, point) => (point[1] > low[1] ? point : low));
  expect(lowest[0]).toBeCloseTo(12, 0);
});
