import type { ImageSize } from "./plan.ts";

/**
 * The part of k-space's cells, of 1 / field of view, that have a sample, among those in the ellipse that samples
 * reach to: nearly all of them in a full scan, and half of them in one with half of its spirals.
 * @param trajectory `[samples][2]` in cycles per pixel
 */
export function coverage(trajectory: Float32Array, { x, y }: ImageSize): number {
  const hit = new Uint8Array(x * y);
  const reach = [0, 0];
  for (let at = 0; at < trajectory.length; at += 2) {
    const [kx, ky] = [trajectory[at]! * x, trajectory[at + 1]! * y];
    reach[0] = Math.max(reach[0]!, Math.abs(kx));
    reach[1] = Math.max(reach[1]!, Math.abs(ky));
    const [i, j] = [Math.round(kx) + Math.floor(x / 2), Math.round(ky) + Math.floor(y / 2)];
    if (i >= 0 && i < x && j >= 0 && j < y) hit[j * x + i] = 1;
  }
  let [inside, covered] = [0, 0];
  for (let j = 0; j < y; j += 1) {
    for (let i = 0; i < x; i += 1) {
      const [u, v] = [(i - Math.floor(x / 2)) / (reach[0]! || 1), (j - Math.floor(y / 2)) / (reach[1]! || 1)];
      if (u * u + v * v > 1) continue;
      inside += 1;
      covered += hit[j * x + i]!;
    }
  }
  return inside > 0 ? covered / inside : 0;
}
