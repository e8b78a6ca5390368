import type { PhantomSettings } from "./options.ts";

/** The phantom's whole field of view along each axis, −1 to 1 of its own coordinates, in mm. */
export const FIELD_OF_VIEW_MM = 300;
const SLICE_THICKNESS_MM = 6;

/** How far above the middle slices go: the phantom ends at 0.81. */
const TOP = 0.8;

/** Place of a slice or a partition along the object's z, −1 to 1. Partition floor(P/2) is at 0, and so is slice 0. */
export function planeZ({ slices, partitions }: PhantomSettings, plane: number): number {
  if (partitions > 1) return (2 * (plane - Math.floor(partitions / 2))) / partitions;
  return (TOP * plane) / slices;
}

/** Centre of a slice, or of the slab, from the isocentre. */
export function positionMm(settings: PhantomSettings, slice: number): [number, number, number] {
  return [0, 0, settings.partitions > 1 ? 0 : (planeZ(settings, slice) * FIELD_OF_VIEW_MM) / 2];
}

/** Thickness of a slice, or of the slab. Slices don't overlap. */
export function thicknessMm({ slices, partitions }: PhantomSettings): number {
  if (partitions > 1) return FIELD_OF_VIEW_MM;
  return Math.min(SLICE_THICKNESS_MM, (TOP * FIELD_OF_VIEW_MM) / 2 / slices);
}
