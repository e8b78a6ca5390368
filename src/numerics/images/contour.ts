/** Points of an outline. */
const POINTS = 50;

const outlines = {
  /** https://mathworld.wolfram.com/HeartCurve.html, with y downward as in images. */
  heart: (t: number) => [
    16 * Math.sin(t) ** 3,
    -13 * Math.cos(t) + 5 * Math.cos(2 * t) + 2 * Math.cos(3 * t) + Math.cos(4 * t),
  ],
  ellipse: (t: number) => [Math.cos(t), Math.sin(t)],
} as const satisfies Record<string, (t: number) => readonly [number, number] | number[]>;

export const outlineNames = ["heart", "ellipse"] as const satisfies readonly (keyof typeof outlines)[];
export type OutlineName = (typeof outlineNames)[number];

/** A closed line, [x, y] in pixels from the upper left corner on, its last point the first. */
export function outline(
  name: OutlineName,
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): (readonly [x: number, y: number])[] {
  const points = Array.from({ length: POINTS }, (_, i) => outlines[name]((2 * Math.PI * i) / (POINTS - 1)));
  const fitted = (axis: 0 | 1, from: number, length: number) => {
    const values = points.map((point) => point[axis]!);
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => from + (length * (value - least)) / (greatest - least));
  };
  const [x, y] = [fitted(0, box.left, box.width), fitted(1, box.top, box.height)];
  return x.map((each, i) => [each, y[i]!]);
}
