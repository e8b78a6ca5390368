/**
 * The part of k-space's cells, of 1 / field of view, that have a sample, among those in the ellipse or ellipsoid that
 * samples reach to: nearly all of them in a full scan, and half of them in one with half of its spirals.
 * @param trajectory `[samples][axes]` in cycles per pixel
 * @param cells number of cells along each axis
 */
export function coverage(trajectory: Float32Array, cells: readonly number[]): number {
  const axes = cells.length;
  const hit = new Uint8Array(cells.reduce((product, size) => product * size, 1));
  const reach = new Array<number>(axes).fill(0);
  for (let at = 0; at < trajectory.length; at += axes) {
    let cell = 0;
    for (let axis = axes - 1; axis >= 0; axis -= 1) {
      const size = cells[axis]!;
      const k = trajectory[at + axis]! * size;
      reach[axis] = Math.max(reach[axis]!, Math.abs(k));
      const place = Math.round(k) + Math.floor(size / 2);
      cell = place >= 0 && place < size ? cell * size + place : Number.NaN;
    }
    if (cell >= 0) hit[cell] = 1;
  }
  let [inside, covered] = [0, 0];
  for (const [cell, isHit] of hit.entries()) {
    let [rest, radius] = [cell, 0];
    for (const [axis, size] of cells.entries()) {
      radius += (((rest % size) - Math.floor(size / 2)) / (reach[axis]! || 1)) ** 2;
      rest = Math.floor(rest / size);
    }
    if (radius > 1) continue;
    inside += 1;
    covered += isHit;
  }
  return inside > 0 ? covered / inside : 0;
}
