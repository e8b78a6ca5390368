import type { Acquisition } from "../../mrd/index.ts";

/** Samples at the centre sample, or spread over a readout in image space, that stand for its energy. */
const SAMPLES = 4;
const MOST_COILS = 4;
/** The k-space centre has at least this multiple of the median line's energy. */
const CONTRAST = 4;
/** Axes with fewer lines have no clear centre. */
const FEWEST_LINES = 8;

/** Finds the strongest line along an axis: the k-space centre, unless the signal is unusual. */
export class CenterCheck {
  /** Highest energy of each line's readouts; -1 if there are none. */
  #energies = new Float64Array(256).fill(-1);

  add(line: number, energy: number): void {
    if (line >= this.#energies.length) this.#growTo(line + 1);
    if (!(energy <= this.#energies[line]!)) this.#energies[line] = energy;
  }

  /**
   * Whether the strongest line has been found: it is between others, which are half of the axis or more. Along a short
   * axis there is none.
   * @param length lines of the axis
   */
  isFound(length: number): boolean {
    if (length < FEWEST_LINES) return true;
    const { strongest } = this;
    const lines = [...this.#energies.keys()].filter((line) => this.#energies[line] !== -1);
    return strongest !== undefined && 2 * lines.length >= length && strongest > lines[0]! && strongest < lines.at(-1)!;
  }

  /** Counter of the strongest line; `undefined` if none stands out. */
  get strongest(): number | undefined {
    const energies = this.#energies.filter((energy) => energy !== -1).sort();
    if (energies.length < FEWEST_LINES) return undefined;
    const highest = energies.at(-1)!;
    const median = energies[Math.floor(energies.length / 2)]!;
    return highest > 0 && highest >= CONTRAST * median ? this.#energies.indexOf(highest) : undefined;
  }

  #growTo(lines: number): void {
    const grown = new Float64Array(Math.max(lines, 2 * this.#energies.length)).fill(-1);
    grown.set(this.#energies);
    this.#energies = grown;
  }
}

/** Energy of a few samples of a readout: near its centre in k-space, all along it in image space. NaN if one is NaN. */
export function centralEnergy({ header, data, space }: Acquisition): number {
  const samples = header.numberOfSamples;
  const coils = Math.min(MOST_COILS, header.activeChannels);
  const step = space === "image" ? Math.max(1, Math.floor(samples / SAMPLES)) : 1;
  const from = space === "image" ? 0 : Math.max(0, Math.min(header.centerSample, samples - 1) - SAMPLES / 2);
  const to = Math.min(samples, from + step * SAMPLES);
  let energy = 0;
  for (let coil = 0; coil < coils; coil += 1) {
    for (let sample = from; sample < to; sample += step) {
      const at = 2 * (coil * samples + sample);
      const [re, im] = [data[at]!, data[at + 1]!];
      energy += re * re + im * im;
    }
  }
  return energy;
}
