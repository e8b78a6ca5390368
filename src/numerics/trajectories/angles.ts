import { requireCount } from "../errors.ts";

const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

/**
 * Angle in rad between successive spokes of the tiny golden-angle series ψ_N = π / (τ + N − 1), with the golden ratio τ:
 * S. Wundrak et al., Golden ratio sparse MRI using tiny golden angles, 2016. Number 1 is the golden angle, 111.246°, and
 * number 7 is 23.628°.
 * @throws NumericsError `bad-length` for a number that is not a whole one of at least 1
 */
export function goldenAngle(number = 1): number {
  requireCount("the number of a golden angle", number, 1);
  return Math.PI / (GOLDEN_RATIO + number - 1);
}

/** The root of x³ + x = 1, whose powers 1 and 2 are the golden means in two dimensions. */
const GOLDEN_MEAN = 0.6823278038280193;

/**
 * Direction of a spoke of a koosh-ball: golden means in two dimensions distribute any number of successive spokes
 * evenly over half a sphere. R. W. Chan et al., Temporal stability of adaptive 3D radial MRI using multidimensional
 * golden means, 2009.
 * @param index of the spoke, from 0
 * @returns unit vector x, y, z, with z from 0 to 1
 */
export function goldenDirection(index: number): readonly [number, number, number] {
  const z = (index * GOLDEN_MEAN ** 2) % 1;
  const angle = 2 * Math.PI * ((index * GOLDEN_MEAN) % 1);
  const radius = Math.sqrt(1 - z * z);
  return [radius * Math.cos(angle), radius * Math.sin(angle), z];
}
