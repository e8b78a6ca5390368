import { Delaunay } from "d3-delaunay";
import { requireCount } from "../errors.ts";

/** Samples that are closer than this, in cells of 1 / field of view, are at one place. */
const SAME = 1e-4;

/** Directions in which outermost samples are looked for. */
const DIRECTIONS = 360;

/**
 * The areas of k-space that samples stand for, in (cycles per pixel)²: those of their Voronoi cells. Samples at the same
 * place share its cell. A ring of points around the samples bounds the outermost cells. With such weights, the adjoint
 * transform gives images of true scale.
 * @param trajectory `[samples][2]` in cycles per pixel
 * @param size pixels along x and y; distances are those of the image's field of view
 * @throws NumericsError `bad-length` if there are no samples
 */
export function voronoiAreas(
  trajectory: Float32Array,
  size: { readonly x: number; readonly y: number },
): Float32Array<ArrayBuffer> {
  const samples = trajectory.length / 2;
  requireCount("the samples of a trajectory", samples, 1);
  const { points, placeOf, counts } = distinctPoints(trajectory, size);
  const guards = guardRing(points);
  const all = new Float64Array(points.length + guards.length);
  all.set(points);
  all.set(guards, points.length);
  const reach = all.reduce((most, at) => Math.max(most, Math.abs(at)), 0) + 1;
  const voronoi = new Delaunay(all).voronoi([-reach, -reach, reach, reach]);
  const cell = 1 / (size.x * size.y);
  const areas = Float64Array.from(counts, (count, place) => (polygonArea(voronoi.cellPolygon(place)) * cell) / count);
  return Float32Array.from({ length: samples }, (_, sample) => areas[placeOf[sample]!]!);
}

/** The different places of samples, in cells: `[places][2]`, the place of each sample, and the samples at each place. */
function distinctPoints(trajectory: Float32Array, size: { readonly x: number; readonly y: number }) {
  const places = new Map<number, number>();
  const placeOf = new Uint32Array(trajectory.length / 2);
  const points: number[] = [];
  const counts: number[] = [];
  const steps = Math.ceil(4 * size.y) / SAME; // of a row, for coordinates of up to 2 cycles per pixel
  for (let sample = 0; sample < placeOf.length; sample += 1) {
    const [x, y] = [trajectory[2 * sample]! * size.x, trajectory[2 * sample + 1]! * size.y];
    const key = Math.round(x / SAME) * steps + Math.round(y / SAME);
    const place = places.get(key) ?? counts.length;
    if (place === counts.length) {
      places.set(key, place);
      points.push(x, y);
      counts.push(0);
    }
    counts[place]! += 1;
    placeOf[sample] = place;
  }
  return { points: Float64Array.from(points), placeOf, counts };
}

/**
 * Points outside of all others, at most a cell apart: those that are outermost in each direction, moved outwards by the
 * distance from their neighbours, so that the outermost samples have cells like those next to them.
 */
function guardRing(points: Float64Array): number[] {
  const directions = Array.from({ length: DIRECTIONS }, (_, i) => {
    const angle = (2 * Math.PI * i) / DIRECTIONS;
    return { cos: Math.cos(angle), sin: Math.sin(angle) };
  });
  const outermost = directions.map((direction) => outermostPoint(points, direction));
  const gap = medianGap(points, [...new Set(outermost)]);
  const corners = directions.map(({ cos, sin }, i): readonly [number, number] => {
    const at = outermost[i]!;
    return [points[at]! + gap * cos, points[at + 1]! + gap * sin];
  });
  return corners.flatMap(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % DIRECTIONS]!;
    const steps = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y)));
    return Array.from({ length: steps }, (_, step) => [
      x + ((nextX - x) * step) / steps,
      y + ((nextY - y) * step) / steps,
    ]).flat();
  });
}

/** Index of the point that is farthest in a direction. */
function outermostPoint(points: Float64Array, { cos, sin }: { readonly cos: number; readonly sin: number }): number {
  let [most, outermost] = [Number.NEGATIVE_INFINITY, 0];
  for (let at = 0; at < points.length; at += 2) {
    const distance = points[at]! * cos + points[at + 1]! * sin;
    if (distance <= most) continue;
    most = distance;
    outermost = at;
  }
  return outermost;
}

/** Median of the distances of some points from their nearest neighbours; a cell if there are none. */
function medianGap(points: Float64Array, some: readonly number[]): number {
  const gaps = some.map((own) => {
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < points.length; at += 2) {
      if (at === own) continue;
      least = Math.min(least, (points[at]! - points[own]!) ** 2 + (points[at + 1]! - points[own + 1]!) ** 2);
    }
    return Math.sqrt(least);
  });
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  return Number.isFinite(median) ? median : 1;
}

/** Area of a closed polygon. */
function polygonArea(corners: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const [i, [x, y]] of corners.entries()) {
    const [nextX, nextY] = corners[i + 1] ?? corners[0]!;
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum) / 2;
}
