import { requireCount } from "../../numerics/index.ts";
import { pixelPlace } from "./geometry.ts";

/** A part of the object, in its own coordinates: the field of view is −1 to 1 along each axis. */
export interface Ellipsoid {
  readonly intensity: number;
  /** Semi-axes along x, y, z. */
  readonly axes: readonly [number, number, number];
  readonly centre: readonly [number, number];
  /** Rotation about z, counter-clockwise. */
  readonly degrees: number;
}

/**
 * P. A. Toft, The Radon transform: theory and implementation, 1996, p. 199. Semi-axes along z are those of M. Schabel's
 * phantom3d, but centred at z = 0, so that the middle slice is the 2-D phantom.
 */
export const ellipsoids: readonly Ellipsoid[] = [
  { intensity: 1, axes: [0.69, 0.92, 0.81], centre: [0, 0], degrees: 0 },
  { intensity: -0.8, axes: [0.6624, 0.874, 0.78], centre: [0, -0.0184], degrees: 0 },
  { intensity: -0.2, axes: [0.11, 0.31, 0.22], centre: [0.22, 0], degrees: -18 },
  { intensity: -0.2, axes: [0.16, 0.41, 0.28], centre: [-0.22, 0], degrees: 18 },
  { intensity: 0.1, axes: [0.21, 0.25, 0.41], centre: [0, 0.35], degrees: 0 },
  { intensity: 0.1, axes: [0.046, 0.046, 0.05], centre: [0, 0.1], degrees: 0 },
  { intensity: 0.1, axes: [0.046, 0.046, 0.05], centre: [0, -0.1], degrees: 0 },
  { intensity: 0.1, axes: [0.046, 0.023, 0.05], centre: [-0.08, -0.605], degrees: 0 },
  { intensity: 0.1, axes: [0.023, 0.023, 0.02], centre: [0, -0.606], degrees: 0 },
  { intensity: 0.1, axes: [0.023, 0.046, 0.02], centre: [0.06, -0.605], degrees: 0 },
];

/** The ellipses in which a slice at z cuts the ellipsoids. */
export function ellipsesAt(z: number): Ellipsoid[] {
  return ellipsoids.flatMap(({ axes: [x, y, height], ...ellipsoid }) => {
    const factor = Math.sqrt(1 - (z / height) ** 2);
    return factor > 0 ? [{ ...ellipsoid, axes: [factor * x, factor * y, height] as const }] : []; // NaN beyond its ends
  });
}

/**
 * The modified Shepp-Logan phantom, or a slice of its ellipsoids. Values are between 0 and 1.
 * @param matrixX,matrixY pixels along x and y; each axis spans −1 to 1, with pixel floor(N/2) at 0
 * @param z of the slice, −1 to 1; the phantom ends at ±0.81
 * @returns `[matrixY][matrixX]` complex, interleaved, with the imaginary part 0
 * @throws NumericsError `bad-length`
 */
export function sheppLogan(matrixX: number, matrixY: number, z = 0): Float32Array<ArrayBuffer> {
  const xs = positions("matrixX", matrixX);
  const ys = positions("matrixY", matrixY);
  const image = new Float32Array(2 * matrixX * matrixY);
  for (const { intensity, axes, centre, degrees } of ellipsoids) {
    const cos = Math.cos((degrees * Math.PI) / 180);
    const sin = Math.sin((degrees * Math.PI) / 180);
    for (const [row, y] of ys.entries()) {
      for (const [column, x] of xs.entries()) {
        const dx = x - centre[0];
        const dy = y - centre[1];
        const along = (dx * cos + dy * sin) / axes[0];
        const across = (dy * cos - dx * sin) / axes[1];
        if (along ** 2 + across ** 2 + (z / axes[2]) ** 2 <= 1) image[2 * (row * matrixX + column)]! += intensity;
      }
    }
  }
  return image;
}

/**
 * Sensitivities of coils evenly spaced on a circle. Each has a magnitude of 1/r and a phase that winds around the coil:
 * the birdcage of ISMRMRD's generator, after `mri_birdcage.m` in J. Fessler's image reconstruction toolbox.
 * @param width,height pixels; each axis spans −1 to 1, with pixel floor(N/2) at 0
 * @param relativeRadius of the circle. Above √2 all pixels are inside; a pixel at the position of a coil is infinite
 * @returns `[coils][height][width]` complex, interleaved
 * @throws NumericsError `bad-length`
 */
export function birdcageSensitivities(
  width: number,
  height: number,
  coils: number,
  relativeRadius = 1.5,
): Float32Array<ArrayBuffer> {
  requireCount("coils", coils, 1);
  const xs = positions("width", width);
  const ys = positions("height", height);
  const maps = new Float32Array(2 * width * height * coils);
  let at = 0;
  for (let coil = 0; coil < coils; coil++) {
    const angle = (2 * Math.PI * coil) / coils;
    for (const y of ys) {
      const dy = y - relativeRadius * Math.sin(angle);
      for (const x of xs) {
        const dx = x - relativeRadius * Math.cos(angle);
        const distance = Math.hypot(dx, dy);
        const turn = Math.atan2(dx, -dy) - angle;
        maps[at++] = Math.cos(turn) / distance;
        maps[at++] = Math.sin(turn) / distance;
      }
    }
  }
  return maps;
}

/** Distance of the outer rings of coils from the middle, along z. */
const RING_DISTANCE = 0.75;

/**
 * Sensitivities of rings of coils, evenly spaced along z, with neighbouring coils in different rings: those of
 * {@link birdcageSensitivities}, times the squared cosine of a pixel's elevation seen from the coil. In the plane of its
 * ring each coil is as in two dimensions.
 * @param size pixels along x, y and z; each axis spans −1 to 1, with pixel floor(N/2) at 0
 * @param rings at least 2
 * @returns `[coils][z][y][x]` complex, interleaved
 * @throws NumericsError `bad-length`
 */
export function ringSensitivities(
  [width, height, depth]: readonly [number, number, number],
  coils: number,
  rings: number,
  relativeRadius = 1.5,
): Float32Array<ArrayBuffer> {
  const plane = birdcageSensitivities(width, height, coils, relativeRadius);
  const zs = positions("depth", depth);
  const maps = new Float32Array(plane.length * depth);
  const pixels = width * height;
  for (let coil = 0; coil < coils; coil++) {
    const ring = RING_DISTANCE * ((2 * (coil % rings)) / (rings - 1) - 1);
    for (const [row, z] of zs.entries()) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const from = 2 * (coil * pixels + pixel);
        const [re, im] = [plane[from]!, plane[from + 1]!];
        const squared = 1 / (re * re + im * im); // of the distance in the plane
        const factor = squared / (squared + (z - ring) ** 2);
        const to = 2 * ((coil * depth + row) * pixels + pixel);
        maps[to] = factor * re;
        maps[to + 1] = factor * im;
      }
    }
  }
  return maps;
}

/** Pixel centres over a field of view of −1 to 1. */
function positions(what: string, pixels: number): readonly number[] {
  requireCount(what, pixels, 1);
  return Array.from({ length: pixels }, (_, i) => pixelPlace(i, pixels));
}
