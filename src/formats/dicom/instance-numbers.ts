import type { EncodingLimits, ImageHeader } from "../../mrd/index.ts";

/** Counters above the slice, fastest first. */
const counters = ["repetition", "phase", "average", "set", "contrast"] as const;

/**
 * Numbers the images of a series by their counters, so that slices follow each other in space, however they were
 * acquired: programs stack images by this number. A number that is taken, or counters beyond the limits of the header,
 * get the next free one.
 */
export class InstanceNumbers {
  readonly #taken = new Map<string, Set<number>>();
  readonly #limits: EncodingLimits | undefined;

  constructor(limits: EncodingLimits | undefined) {
    this.#limits = limits;
  }

  /** @returns from 1 */
  next(series: string, header: ImageHeader, plane: number): number {
    const taken = this.#taken.get(series) ?? new Set<number>();
    this.#taken.set(series, taken);
    let number = this.#byCounters(header, plane) ?? taken.size + 1;
    while (taken.has(number)) number = number <= taken.size ? taken.size + 1 : number + 1;
    taken.add(number);
    return number;
  }

  #byCounters(header: ImageHeader, plane: number): number | undefined {
    const slices = this.#limits?.slice;
    if (slices === undefined || header.slice > slices.maximum) return undefined;
    let volume = 0;
    let volumes = 1;
    for (const counter of counters) {
      const count = (this.#limits?.[counter]?.maximum ?? 0) + 1;
      if (header[counter] >= count) return undefined;
      volume += header[counter] * volumes;
      volumes *= count;
    }
    const depth = header.matrixSize[2]!;
    return (volume * (slices.maximum + 1) + header.slice) * depth + plane + 1;
  }
}
