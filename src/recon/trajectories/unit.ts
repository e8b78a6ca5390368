import type { Encoding } from "../../mrd/index.ts";
import { TrajectoryError } from "./errors.ts";

/** Coordinates may exceed the encoded matrix by this factor. */
const TOLERANCE = 1.02;

/**
 * Converts coordinates to cycles per pixel of the encoded matrix, in place. MRD defines no unit: it is recognised by
 * the largest coordinate.
 * @param trajectory `[samples][dimensions]`
 * @returns the name of the unit that they were in
 * @throws TrajectoryError `unknown-unit`
 */
export function toCyclesPerPixel(trajectory: Float32Array, dimensions: 2 | 3, { encodedSpace }: Encoding): string {
  const axes = (["x", "y", "z"] as const).slice(0, dimensions);
  const matrix = axes.map((axis) => encodedSpace.matrixSize[axis]);
  const pixelM = axes.map((axis, i) => encodedSpace.fieldOfViewMm[axis] / 1000 / matrix[i]!);
  const largest = extents(trajectory, dimensions);
  const units = [
    { name: "cycles per pixel", perUnit: matrix.map(() => 1) },
    { name: "1/FOV", perUnit: matrix.map((size) => 1 / size) },
    { name: "1/m", perUnit: pixelM },
    { name: "rad/m", perUnit: pixelM.map((size) => size / (2 * Math.PI)) },
  ];
  // Each of the units makes numbers larger than the one before it.
  const fits = units.find(({ perUnit }) => {
    const extent = Math.max(...largest.map((size, axis) => size * perUnit[axis]!));
    return extent > 0 && extent <= 0.5 * TOLERANCE;
  });
  if (fits === undefined) {
    throw new TrajectoryError(
      "unknown-unit",
      `the coordinates of samples reach ${largest.join(" and ")}, which fit an encoded matrix of ${matrix.join(" × ")} in ` +
        "no known unit: cycles per pixel, 1/FOV, 1/m and rad/m were tried",
    );
  }
  for (let i = 0; i < trajectory.length; i += 1) trajectory[i]! *= fits.perUnit[i % dimensions]!;
  return fits.name;
}

/** The largest absolute coordinate along each axis; NaN if one is. */
function extents(trajectory: Float32Array, dimensions: number): number[] {
  const largest = new Array<number>(dimensions).fill(0);
  for (const [i, k] of trajectory.entries()) largest[i % dimensions] = Math.max(largest[i % dimensions]!, Math.abs(k));
  return largest;
}
