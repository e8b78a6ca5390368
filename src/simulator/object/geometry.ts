import type { PhantomSettings } from "../options/options.ts";
import type { Triple } from "../options/scene-options.ts";

/** The phantom's whole field of view along each axis, −1 to 1 in its own coordinates, in mm. */
export const FIELD_OF_VIEW_MM = 300;
const SLICE_THICKNESS_MM = 6;

/** Maximum z of the slices above the middle: the phantom ends at 0.81. */
const TOP = 0.8;

/** Position of a pixel along an axis of −1 to 1, with pixel floor(N/2) at 0, also for odd sizes. */
export function pixelPlace(pixel: number, pixels: number): number {
  return (2 * (pixel - Math.floor(pixels / 2))) / pixels;
}

/**
 * Position of a slice or a partition along the object's z, −1 to 1. Partition floor(P/2) is at 0, and so is slice 0.
 */
export function planeZ({ slices, partitions }: PhantomSettings, plane: number): number {
  if (partitions > 1) return pixelPlace(plane, partitions);
  return (TOP * plane) / slices;
}

/** Centre of a slice, or of the slab, relative to the isocentre: slices are stacked along the slice direction. */
export function positionMm(settings: PhantomSettings, slice: number): [number, number, number] {
  const along = settings.partitions > 1 ? 0 : (planeZ(settings, slice) * FIELD_OF_VIEW_MM) / 2;
  const { sliceDir } = directions(settings);
  const [x, y, z] = settings.position;
  return [x + along * sliceDir[0], y + along * sliceDir[1], z + along * sliceDir[2]];
}

/** Thickness of a slice, or of the slab. Slices do not overlap. */
export function thicknessMm({ slices, partitions }: PhantomSettings): number {
  if (partitions > 1) return FIELD_OF_VIEW_MM;
  return Math.min(SLICE_THICKNESS_MM, (TOP * FIELD_OF_VIEW_MM) / 2 / slices);
}

/** Direction cosines of the readout, the phase encoding and the slice. */
export interface Directions {
  readonly readDir: [number, number, number];
  readonly phaseDir: [number, number, number];
  readonly sliceDir: [number, number, number];
}

/** The axes x, y and z after rotation: right-handed, about the fixed axes x, then y, then z. */
export function directions({ rotation }: Pick<PhantomSettings, "rotation">): Directions {
  const rotated = (axis: Triple): [number, number, number] => {
    const [x, y, z] = turned(turned(turned(axis, 0, rotation[0]), 1, rotation[1]), 2, rotation[2]);
    return [x + 0, y + 0, z + 0]; // + 0 makes a negative zero positive.
  };
  return { readDir: rotated([1, 0, 0]), phaseDir: rotated([0, 1, 0]), sliceDir: rotated([0, 0, 1]) };
}

/** A vector rotated about one of the axes. */
function turned(vector: Triple, about: 0 | 1 | 2, degrees: number): Triple {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const [a, b] = [(about + 1) % 3, (about + 2) % 3] as [0 | 1 | 2, 0 | 1 | 2];
  const result: [number, number, number] = [...vector];
  result[a] = cos * vector[a] - sin * vector[b];
  result[b] = sin * vector[a] + cos * vector[b];
  return result;
}
