import type { ImageHeader } from "../../../../src/mrd/index.ts";

export type Vector = readonly [number, number, number];

/** Where the pixels of an image are. */
export interface Geometry {
  /** Distances of pixels along x, y and z, in mm; 1 where the field of view is not known. */
  readonly spacingMm: Vector;
  /** Whether the field of view of x and y is known. */
  readonly hasSize: boolean;
  /** Directions of increasing x, y and z, in the patient's coordinates; `undefined` if they are not stored. */
  readonly directions: readonly [Vector, Vector, Vector] | undefined;
  /** Of pixel floor(N / 2) along each axis, in mm. */
  readonly positionMm: Vector;
  readonly center: Vector;
}

/**
 * The geometry in an image's header. Coordinates are those of DICOM and MRD: x to the patient's left, y to the back, z
 * to the head. An image's position is that of pixel floor(N / 2), where the Fourier transform has its centre.
 */
export function geometryOf(header: ImageHeader): Geometry {
  const { matrixSize, fieldOfView, readDir, phaseDir, sliceDir, position } = header;
  const spacing = matrixSize.map((size, i) => (fieldOfView[i]! > 0 && size > 0 ? fieldOfView[i]! / size : 1));
  const directions = [readDir, phaseDir, sliceDir].map(vector);
  const areUnits = directions.slice(0, 2).every((each) => Math.abs(Math.hypot(...each) - 1) < 0.01);
  return {
    spacingMm: vector(spacing),
    hasSize: fieldOfView[0]! > 0 && fieldOfView[1]! > 0,
    directions: areUnits ? (directions as [Vector, Vector, Vector]) : undefined,
    positionMm: vector(position),
    center: vector(matrixSize.map((size) => Math.floor(size / 2))),
  };
}

function vector(values: readonly number[]): Vector {
  return [values[0]!, values[1]!, values[2]!];
}

/** The centre of a pixel in the patient's coordinates, in mm. @returns `undefined` if directions are not known */
export function patientMm(geometry: Geometry, x: number, y: number, z: number): Vector | undefined {
  const { directions, spacingMm, positionMm, center } = geometry;
  if (directions === undefined) return undefined;
  const offset = [x, y, z].map((at, i) => (at - center[i]!) * spacingMm[i]!);
  const along = (axis: number) =>
    directions.reduce((sum, direction, i) => sum + offset[i]! * direction[axis]!, positionMm[axis]!);
  return [along(0), along(1), along(2)];
}

const sides = [
  ["R", "L"],
  ["A", "P"],
  ["F", "H"],
] as const;

/** The sides of the patient to which a direction points, the main one first: `L`, or `AH` if it is oblique. */
export function sideOf(direction: Vector): string {
  return direction
    .map((share, axis) => ({ size: Math.abs(share), side: sides[axis]![share > 0 ? 1 : 0] }))
    .filter(({ size }) => size > 0.2)
    .sort((a, b) => b.size - a.size)
    .map(({ side }) => side)
    .join("");
}

export function opposite([x, y, z]: Vector): Vector {
  return [-x, -y, -z];
}
