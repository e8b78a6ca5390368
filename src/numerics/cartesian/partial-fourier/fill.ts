import { type Direction, transformAxis } from "../../fft/index.ts";
import { projectOnPhase, toUnitPhase, withPhase } from "./phase.ts";
import { contains, type PhaseRows } from "./sampling.ts";
import { centralWindow, homodyneWeights, overLines, scaleLines } from "./weights.ts";

/** A volume, `[e2][e1][e0]` complex: its sizes, and the sampled rows along e1 and e2. */
export interface PartialVolume {
  readonly shape: readonly [number, number, number];
  readonly rows: readonly [PhaseRows, PhaseRows];
}

/**
 * Fills the part of k-space that was not sampled, in place. The volume is in k-space along its partial axes and in
 * image space along all others: the sampling does not depend on these, so they need not be transformed back and forth.
 */
export type Filler = (volume: Float32Array) => void;

/**
 * Homodyne detection (Noll, Nishimura, Macovski, IEEE Trans Med Imaging 10:154, 1991). The weighted k-space
 * ({@link homodyneWeights}) gives an image I, and the Hann-filtered symmetric centre gives its phase φ. Only the
 * component of I with that phase is kept, Re(I e^{−iφ}) e^{iφ}. The image retains φ.
 */
export function homodyneFiller(geometry: PartialVolume): Filler {
  const weights = homodyneWeights(...geometry.rows);
  const phaseOf = lowResolutionPhase(geometry);
  return (volume) => {
    const phase = phaseOf(volume);
    scaleLines(volume, weights);
    transformPartial(volume, geometry, "inverse");
    projectOnPhase(volume, phase);
    transformPartial(volume, geometry, "forward");
  };
}

/**
 * Projection onto convex sets (Haacke, Lindskog, Lin, J Magn Reson 92:126, 1991). Starting with the zero-filled image,
 * each iteration combines the image's magnitude with the phase of the Hann-filtered symmetric centre, and restores the
 * sampled data in k-space, without a transition at its edge (Gadgetron blends both over a band, which changes samples).
 * @param iterations maximum number of iterations
 * @param threshold of ‖change‖ / ‖before‖, below which the iteration stops
 */
export function pocsFiller(
  geometry: PartialVolume,
  { iterations, threshold }: { readonly iterations: number; readonly threshold: number },
): Filler {
  const [e1, e2] = geometry.rows;
  const length = 2 * geometry.shape[0];
  const phaseOf = lowResolutionPhase(geometry);
  const before = new Float32Array(2 * geometry.shape.reduce((product, size) => product * size, 1));
  /** Restores the sampled lines and records the others. Returns whether these changed enough to continue. */
  const restore = (volume: Float32Array): boolean => {
    let change = 0;
    let norm = 0;
    for (let line = 0; line < e1.size * e2.size; line++) {
      const sampled = isSampled(geometry.rows, line);
      for (let i = line * length; i < (line + 1) * length; i++) {
        norm += before[i]! * before[i]!;
        if (!sampled) change += (volume[i]! - before[i]!) ** 2;
      }
      const [from, to] = sampled ? [before, volume] : [volume, before];
      to.set(from.subarray(line * length, (line + 1) * length), line * length);
    }
    return change > threshold * threshold * norm;
  };
  return (volume) => {
    before.set(volume);
    const phase = phaseOf(volume);
    for (let i = 0; i < iterations; i++) {
      transformPartial(volume, geometry, "inverse");
      withPhase(volume, phase);
      transformPartial(volume, geometry, "forward");
      if (!restore(volume)) break;
    }
  };
}

/** Whether a line of `[e2][e1]` is within the sampled rows of both partial axes. */
export function isSampled([e1, e2]: PartialVolume["rows"], line: number): boolean {
  const [row1, row2] = [line % e1.size, Math.floor(line / e1.size)];
  return (!e1.partial || contains(e1, row1)) && (!e2.partial || contains(e2, row2));
}

/** A function of a filler's volume that returns the unit phases of the image of its symmetric centre. */
function lowResolutionPhase(geometry: PartialVolume): (volume: Float32Array) => Float32Array {
  const window = overLines(centralWindow(geometry.rows[0]), centralWindow(geometry.rows[1]));
  const phase = new Float32Array(2 * geometry.shape.reduce((product, size) => product * size, 1));
  return (volume) => {
    phase.set(volume);
    scaleLines(phase, window);
    transformPartial(phase, geometry, "inverse");
    toUnitPhase(phase);
    return phase;
  };
}

function transformPartial(volume: Float32Array, { shape, rows }: PartialVolume, direction: Direction): void {
  for (const [i, { partial }] of rows.entries()) if (partial) transformAxis(volume, shape, i + 1, direction);
}
