/** A rotation, `[3][3]`. */
export type Rotation = readonly number[];

export const fromFront: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Rotates further: by an angle about the vertical axis of the view, and about its horizontal one. */
export function rotated(rotation: Rotation, aboutVertical: number, aboutHorizontal: number): Rotation {
  const [cv, sv, ch, sh] = [
    Math.cos(aboutVertical),
    Math.sin(aboutVertical),
    Math.cos(aboutHorizontal),
    Math.sin(aboutHorizontal),
  ];
  return product([1, 0, 0, 0, ch, -sh, 0, sh, ch], product([cv, 0, sv, 0, 1, 0, -sv, 0, cv], rotation));
}

function product(a: Rotation, b: Rotation): Rotation {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return a[3 * row]! * b[column]! + a[3 * row + 1]! * b[column + 3]! + a[3 * row + 2]! * b[column + 6]!;
  });
}

/** Points of readouts one after another, in 3-D. */
export interface TrajectoryPoints {
  /** `[points][3]`, z is 0 in 2-D. */
  readonly points: Float32Array;
  /** Index of the first point of each readout, and the end of the last one. */
  readonly starts: readonly number[];
  /** Largest distance of a point from the centre. */
  readonly reach: number;
  readonly dimensions: number;
}

/**
 * Collects the coordinates of readouts; further dimensions than three, such as density weights, are left out.
 * @param values `[samples][dimensions]` of each readout, one after another
 */
export function trajectoryPoints(
  values: Float32Array,
  samples: readonly number[],
  widths: readonly number[],
): TrajectoryPoints {
  const total = samples.reduce((sum, length, i) => sum + (widths[i]! > 0 ? length : 0), 0);
  const points = new Float32Array(3 * total);
  const starts = [0];
  let [from, to, reach] = [0, 0, 0];
  for (const [i, length] of samples.entries()) {
    const width = widths[i]!;
    for (let sample = 0; width > 0 && sample < length; sample += 1, from += width, to += 3) {
      for (let axis = 0; axis < Math.min(width, 3); axis += 1) points[to + axis] = values[from + axis]!;
      reach = Math.max(reach, Math.hypot(points[to]!, points[to + 1]!, points[to + 2]!) || 0);
    }
    starts.push(to / 3);
  }
  return { points, starts, reach, dimensions: Math.min(3, Math.max(0, ...widths)) };
}
