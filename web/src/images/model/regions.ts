import type { Values } from "./plane.ts";

/** A rectangle or an ellipse within it, in pixels: pixel (i, j) covers i to i + 1 and j to j + 1. */
export interface Region {
  readonly id: number;
  readonly shape: "rectangle" | "ellipse";
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Statistics of the pixels whose centres are within a region. */
export interface Statistics {
  readonly n: number;
  readonly mean: number;
  /** Of the population, as `numpy.std` computes it. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** NaN, unless a region has pixels; pixels that are NaN or infinite are left out. */
export function statisticsOf(image: Values, region: Region): Statistics {
  let [n, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of within(image, region)) {
    n += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (n === 0) return { n, mean: Number.NaN, std: Number.NaN, min: Number.NaN, max: Number.NaN };
  const mean = sum / n;
  let squares = 0;
  for (const value of within(image, region)) squares += (value - mean) ** 2;
  return { n, mean, std: Math.sqrt(squares / n), min, max };
}

function* within({ width, height, values }: Values, region: Region): Generator<number> {
  const [left, right] = [Math.min(region.x0, region.x1), Math.max(region.x0, region.x1)];
  const [top, bottom] = [Math.min(region.y0, region.y1), Math.max(region.y0, region.y1)];
  const [centerX, centerY] = [(left + right) / 2, (top + bottom) / 2];
  const [radiusX, radiusY] = [(right - left) / 2, (bottom - top) / 2];
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y + 0.5 <= bottom && y < height; y++) {
    for (let x = Math.max(0, Math.ceil(left - 0.5)); x + 0.5 <= right && x < width; x++) {
      const isInside =
        region.shape === "rectangle" ||
        ((x + 0.5 - centerX) / radiusX) ** 2 + ((y + 0.5 - centerY) / radiusY) ** 2 <= 1;
      const value = values[y * width + x]!;
      if (isInside && Number.isFinite(value)) yield value;
    }
  }
}

/** A region at another place. */
export function movedRegion(region: Region, right: number, down: number): Region {
  const { x0, x1, y0, y1 } = region;
  return { ...region, x0: x0 + right, x1: x1 + right, y0: y0 + down, y1: y1 + down };
}
