import type { Values } from "./plane.ts";

/** A line between two points, in pixels as {@link Region}. */
export interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface Profile {
  /** From the start of the line, in mm. */
  readonly distancesMm: readonly number[];
  readonly values: readonly number[];
}

/**
 * Values along a line, two per pixel, interpolated linearly between the centres of pixels. Points outside of the image
 * are NaN.
 */
export function profileAlong(image: Values, { x0, y0, x1, y1 }: Line, [mmX, mmY]: readonly [number, number]): Profile {
  const points = Math.max(2, Math.ceil(2 * Math.hypot(x1 - x0, y1 - y0)) + 1);
  const lengthMm = Math.hypot((x1 - x0) * mmX, (y1 - y0) * mmY);
  const shares = Array.from({ length: points }, (_, i) => i / (points - 1));
  return {
    distancesMm: shares.map((share) => share * lengthMm),
    values: shares.map((share) => interpolated(image, x0 + share * (x1 - x0) - 0.5, y0 + share * (y1 - y0) - 0.5)),
  };
}

/** @param x of the centre of a pixel if it is a whole number */
function interpolated({ width, height, values }: Values, x: number, y: number): number {
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return Number.NaN;
  const [column, row] = [clamped(Math.floor(x), width - 2), clamped(Math.floor(y), height - 2)];
  const [right, down] = [share(x - column), share(y - row)];
  const at = (dx: number, dy: number) =>
    values[Math.min(row + dy, height - 1) * width + Math.min(column + dx, width - 1)]!;
  const above = right === 0 ? at(0, 0) : at(0, 0) * (1 - right) + at(1, 0) * right;
  if (down === 0) return above;
  const below = right === 0 ? at(0, 1) : at(0, 1) * (1 - right) + at(1, 1) * right;
  return above * (1 - down) + below * down;
}

function clamped(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}

function share(value: number): number {
  return Math.max(0, Math.min(value, 1));
}
