/** One colour component of a map from 0 to 1: piecewise linear between points [at, value]. */
type Segments = readonly (readonly [at: number, value: number])[];

/** Matplotlib's color maps, from its published segment data (lib/matplotlib/_cm.py): red, green, blue. */
const maps = {
  jet: [
    [
      [0, 0],
      [0.35, 0],
      [0.66, 1],
      [0.89, 1],
      [1, 0.5],
    ],
    [
      [0, 0],
      [0.125, 0],
      [0.375, 1],
      [0.64, 1],
      [0.91, 0],
      [1, 0],
    ],
    [
      [0, 0.5],
      [0.11, 1],
      [0.34, 1],
      [0.65, 0],
      [1, 0],
    ],
  ],
  hot: [
    [
      [0, 0.0416],
      [0.365079, 1],
      [1, 1],
    ],
    [
      [0, 0],
      [0.365079, 0],
      [0.746032, 1],
      [1, 1],
    ],
    [
      [0, 0],
      [0.746032, 0],
      [1, 1],
    ],
  ],
} as const satisfies Record<string, readonly [Segments, Segments, Segments]>;

export const colorMaps = ["jet", "hot"] as const satisfies readonly (keyof typeof maps)[];
export type ColorMap = (typeof colorMaps)[number];

/** Number of entries of a table, evenly spaced from 0 to 1. */
const ENTRIES = 256;

/**
 * Red, green and blue, 0 to 255, of a map's entries from 0 to 1, truncated to integers as in FIRE's modules.
 * @returns `[3][256]`
 */
export function colorTable(map: ColorMap): Uint8Array {
  const table = new Uint8Array(3 * ENTRIES);
  for (const [color, segments] of maps[map].entries()) {
    for (let entry = 0; entry < ENTRIES; entry++) {
      table[color * ENTRIES + entry] = Math.trunc(255 * interpolated(segments, entry));
    }
  }
  return table;
}

/** Between the last point before an entry and the next point. */
function interpolated(segments: Segments, entry: number): number {
  const last = ENTRIES - 1;
  const next = segments.findIndex(([at]) => last * at >= entry);
  if (next <= 0) return segments[0]![1];
  const [[x0, y0], [x1, y1]] = [segments[next - 1]!, segments[next]!];
  const share = (entry - last * x0) / (last * x1 - last * x0);
  return Math.min(Math.max(share * (y1 - y0) + y0, 0), 1);
}

/**
 * Colours of values: `minimum` maps to the first entry, `maximum` to the last. Intermediate results are float32, as
 * with matplotlib in FIRE's modules, so that values at the boundary of two entries are rounded to the same side.
 * @returns `[3][values]`, red, green, blue of 0 to 255
 */
export function colored(
  values: ArrayLike<number>,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  map: ColorMap,
): Uint16Array<ArrayBuffer> {
  const table = colorTable(map);
  const pixels = values.length;
  const result = new Uint16Array(3 * pixels);
  const factor = maximum > minimum ? Math.fround(1 / Math.fround(maximum - minimum)) : 0;
  for (let i = 0; i < pixels; i++) {
    const share = Math.fround(Math.fround(values[i]! - minimum) * factor);
    const entry = Math.min(Math.max(Math.floor(share * ENTRIES), 0), ENTRIES - 1) || 0;
    for (let color = 0; color < 3; color++) result[color * pixels + i] = table[color * ENTRIES + entry]!;
  }
  return result;
}
