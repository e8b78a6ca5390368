/** Number of points of a contour. */
const POINTS = 50;

const contours = {
  /** https://mathworld.wolfram.com/HeartCurve.html, with y downward as in images. */
  heart: (t: number) => [
    16 * Math.sin(t) ** 3,
    -13 * Math.cos(t) + 5 * Math.cos(2 * t) + 2 * Math.cos(3 * t) + Math.cos(4 * t),
  ],
  ellipse: (t: number) => [Math.cos(t), Math.sin(t)],
} as const satisfies Record<string, (t: number) => readonly [number, number] | number[]>;

export const contourNames = ["heart", "ellipse"] as const satisfies readonly (keyof typeof contours)[];
export type ContourName = (typeof contourNames)[number];

/**
 * A closed contour that fills a box: [x, y] of each point in pixels from the upper left corner. The last point equals
 * the first.
 */
export function contour(
  name: ContourName,
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): (readonly [x: number, y: number])[] {
  const points = Array.from({ length: POINTS }, (_, i) => contours[name]((2 * Math.PI * i) / (POINTS - 1)));
  const fitted = (axis: 0 | 1, from: number, length: number) => {
    const values = points.map((point) => point[axis]!);
    const [minimum, maximum] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => from + (length * (value - minimum)) / (maximum - minimum));
  };
  const [x, y] = [fitted(0, box.left, box.width), fitted(1, box.top, box.height)];
  return x.map((each, i) => [each, y[i]!]);
}
