import type { Acquisition } from "../../mrd/index.ts";

/** Samples around the centre sample, or spread over a readout in image space, that stand for its energy. */
const SAMPLES = 8;
const MOST_COILS = 4;
/** The k-space centre has at least this multiple of the median line's energy. */
const CONTRAST = 4;
/** Axes with fewer lines have no clear centre. */
const FEWEST_LINES = 8;

/** Finds the strongest line along an axis: the k-space centre, unless the signal is unusual. */
export class CenterCheck {
  /** Highest energy of each line's readouts. */
  readonly #energies = new Map<number, number>();

  add(line: number, energy: number): void {
    if (!(energy <= (this.#energies.get(line) ?? -1))) this.#energies.set(line, energy);
  }

  /** Counter of the strongest line; `undefined` if none stands out. */
  get strongest(): number | undefined {
    if (this.#energies.size < FEWEST_LINES) return undefined;
    const sorted = [...this.#energies].toSorted(([, a], [, b]) => b - a);
    const [line, energy] = sorted[0]!;
    const median = sorted[Math.floor(sorted.length / 2)]![1];
    return energy > 0 && energy >= CONTRAST * median ? line : undefined;
  }
}

/** Energy of a few samples of a readout: near its centre in k-space, all along it in image space. NaN if one is NaN. */
export function centralEnergy({ header, data, space }: Acquisition): number {
  const { numberOfSamples: samples, activeChannels } = header;
  const step = space === "image" ? Math.max(1, Math.floor(samples / SAMPLES)) : 1;
  const middle = Math.min(header.centerSample, samples - 1) - Math.floor(SAMPLES / 2);
  const from = space === "image" ? 0 : Math.max(0, middle);
  const to = Math.min(samples, from + step * SAMPLES);
  let energy = 0;
  for (let coil = 0; coil < Math.min(MOST_COILS, activeChannels); coil += 1) {
    for (let sample = from; sample < to; sample += step) {
      const at = 2 * (coil * samples + sample);
      energy += data[at]! ** 2 + data[at + 1]! ** 2;
    }
  }
  return energy;
}
