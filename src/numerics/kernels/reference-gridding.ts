/** Reference implementations of the kernels of gridding, as in reference-kernels.ts. */

/** A packed grid and its kernel. */
export interface Gridding {
  /** `[z][y][x][re, im][4]`; steps are in cells. */
  readonly cells: Float32Array;
  readonly width: number;
  /** Polynomials of the taps in the position of a sample, `[terms][8]`, the highest power first; 0 beyond the width. */
  readonly polynomials: Float32Array;
  /** Cells along each axis, x first. */
  readonly axes: readonly number[];
  readonly rowStep: number;
  readonly planeStep: number;
}

/** First cell and position between cells of a sample along each axis. */
type Place = readonly (readonly [first: number, position: number])[];

/**
 * Adds samples, times the taps along each axis, to the cells that they reach, around the edges of the grid.
 * @param samples `[places.length][re, im][4]`
 */
export function spreadSamples(grid: Gridding, places: readonly Place[], samples: Float32Array): void {
  forEachTap(grid, places, (sample, cell, weight) => {
    for (let lane = 0; lane < 8; lane++) grid.cells[8 * cell + lane]! += weight * samples[8 * sample + lane]!;
  });
}

/** Sums over the cells that samples reach, times the taps along each axis. */
export function interpolateSamples(grid: Gridding, places: readonly Place[], samples: Float32Array): void {
  samples.fill(0);
  forEachTap(grid, places, (sample, cell, weight) => {
    for (let lane = 0; lane < 8; lane++) samples[8 * sample + lane]! += weight * grid.cells[8 * cell + lane]!;
  });
}

function forEachTap(
  { width, polynomials, axes, rowStep, planeStep }: Gridding,
  places: readonly Place[],
  use: (sample: number, cell: number, weight: number) => void,
): void {
  for (const [sample, place] of places.entries()) {
    for (let i = 0; i < width ** axes.length; i++) {
      let weight = 1;
      let cell = 0;
      for (const [axis, [first, position]] of place.entries()) {
        const tap = Math.floor(i / width ** axis) % width;
        weight *= polynomialAt(polynomials, tap, position);
        cell += [1, rowStep, planeStep][axis]! * ((first + tap) % axes[axis]!);
      }
      use(sample, cell, weight);
    }
  }
}

function polynomialAt(polynomials: Float32Array, tap: number, position: number): number {
  let value = 0;
  for (let at = tap; at < polynomials.length; at += 8) value = value * position + polynomials[at]!;
  return value;
}
