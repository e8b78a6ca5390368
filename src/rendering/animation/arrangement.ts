import type { Raster } from "../painting.ts";
import { inColour } from "./frames.ts";
import type { Plane } from "./series-images.ts";

/** A picture of tiles should be about as wide as a screen. */
const ASPECT = 16 / 9;
/** Below this ratio of width and height, one row less is tried. */
const NARROW = 0.67;

/**
 * Shows slices side by side, over time; else contrasts; else, of fewer pictures than `lessThan`, all of them in one.
 * Slices or contrasts of different numbers are left as they are.
 * @param planes of the pictures
 * @returns the pictures, and what should be said about them
 */
export function arranged(
  frames: readonly Raster[],
  planes: readonly Plane[],
  lessThan: number,
): { readonly frames: readonly Raster[]; readonly remarks: readonly string[] } {
  for (const counter of ["slice", "contrast"] as const) {
    const numbers = [...new Set(planes.map((plane) => plane[counter]))].toSorted((a, b) => a - b);
    if (numbers.length < 2) continue;
    const groups = numbers.map((number) => frames.filter((_, i) => planes[i]![counter] === number));
    const count = groups[0]!.length;
    if (groups.some(({ length }) => length !== count)) {
      return { frames, remarks: [`${counter}s are shown one after another, as their numbers of images differ`] };
    }
    const tiles = Array.from({ length: count }, (_, i) => tiled(groups.map((group) => group[i]!)));
    return { frames: tiles, remarks: [] };
  }
  return { frames: frames.length > 1 && frames.length < lessThan ? [tiled(frames)] : frames, remarks: [] };
}

/** Pictures one below the other, all of one width. */
export function stacked(frames: readonly Raster[]): Raster {
  return placed(frames, 1);
}

/** Pictures of one size, row by row, as FIRE's mrd2gif arranges them. */
function tiled(frames: readonly Raster[]): Raster {
  const { width, height } = frames[0]!;
  const count = frames.length;
  let columns = Math.ceil(Math.sqrt(count / ASPECT / (width / height)));
  let rows = Math.ceil(count / columns);
  if ((width * columns) / (height * rows) < NARROW) {
    rows = Math.max(rows - 1, 1);
    columns = Math.ceil(count / rows);
  }
  return placed(frames, rows === 1 ? count : columns);
}

function placed(frames: readonly Raster[], columns: number): Raster {
  const alike = frames.some(({ samples }) => samples === 3) ? frames.map(inColour) : frames;
  const { width, height, samples } = alike[0]!;
  const [fullWidth, fullHeight] = [width * columns, height * Math.ceil(alike.length / columns)];
  const data = Buffer.alloc(fullWidth * fullHeight * samples);
  for (const [i, frame] of alike.entries()) {
    const [left, top] = [width * (i % columns), height * Math.floor(i / columns)];
    for (let y = 0; y < height; y++) {
      const row = samples * y * width;
      frame.data.copy(data, samples * ((top + y) * fullWidth + left), row, row + samples * width);
    }
  }
  return { width: fullWidth, height: fullHeight, samples, data };
}
