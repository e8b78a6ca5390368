import { requireCount } from "../errors.ts";

/** Pixels of an image. Without `z`, or if it is 1, it has two dimensions. */
export interface ImageSize {
  readonly x: number;
  readonly y: number;
  readonly z?: number;
}

/**
 * The pixels along each axis, fastest first.
 * @throws NumericsError `bad-length`
 */
export function axesOf({ x, y, z = 1 }: ImageSize): number[] {
  const axes = [x, y, z];
  for (const [i, pixels] of axes.entries()) requireCount(`the pixels along ${"xyz"[i]}`, pixels, 1);
  return z === 1 ? [x, y] : axes;
}

export function product(values: readonly number[]): number {
  return values.reduce((all, value) => all * value, 1);
}

/** The smallest multiple of `step` of at least `minimum` without prime factors above 5. */
export function smoothSize(minimum: number, step: number): number {
  for (let size = step * Math.ceil(minimum / step); ; size += step) {
    let rest = size;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return size;
  }
}
