import type { Acquisition } from "../../mrd/index.ts";
import { divideByCounters } from "../readouts/index.ts";
import { heldBytes } from "./held-bytes.ts";

interface KeptGroup {
  readonly encoding: number;
  readonly slice: number;
  readonly readouts: readonly Acquisition[];
  readonly bytes: number;
}

/**
 * Calibration readouts that match no image by their counters: of another contrast or encoding, or acquired before all
 * images. The newest of each slice is kept for the first image of that slice that lacks a calibration.
 */
export class KeptReferences {
  readonly #maxBytes: number;
  /** By encoding and slice, the newest last. */
  readonly #groups = new Map<string, KeptGroup>();
  #bytes = 0;
  #unused = 0;

  /** @param maxBytes of all readouts; older ones are left out */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Number of readouts that were not taken. */
  get unused(): number {
    let kept = 0;
    for (const { readouts } of this.#groups.values()) kept += readouts.length;
    return this.#unused + kept;
  }

  /** @param readouts of one encoding */
  keep(readouts: readonly Acquisition[]): void {
    for (const own of divideByCounters(readouts, ["slice"]).values()) this.#keepSlice(own);
  }

  #keepSlice(readouts: readonly Acquisition[]): void {
    const { encodingSpaceRef: encoding, slice } = readouts[0]!.header;
    const key = `${encoding} ${slice}`;
    this.#leaveOut(key);
    const bytes = readouts.reduce((sum, readout) => sum + heldBytes(readout), 0);
    this.#groups.set(key, { encoding, slice, readouts, bytes });
    this.#bytes += bytes;
    for (const each of this.#groups.keys()) if (this.#bytes > this.#maxBytes) this.#leaveOut(each);
  }

  /**
   * The calibration of some slices: of the same encoding, or else of the one with the newest. It is removed.
   * @returns readouts of one encoding, of all of these slices that it has
   */
  take(encoding: number, slices: ReadonlySet<number>): readonly Acquisition[] | undefined {
    const groups = [...this.#groups].filter(([, { slice }]) => slices.has(slice));
    const from = (groups.find(([, each]) => each.encoding === encoding) ?? groups.at(-1))?.[1].encoding;
    if (from === undefined) return undefined;
    const taken = groups.filter(([, each]) => each.encoding === from);
    for (const [key] of taken) this.#remove(key);
    return taken.flatMap(([, { readouts }]) => readouts);
  }

  #leaveOut(key: string): void {
    this.#unused += this.#groups.get(key)?.readouts.length ?? 0;
    this.#remove(key);
  }

  #remove(key: string): void {
    this.#bytes -= this.#groups.get(key)?.bytes ?? 0;
    this.#groups.delete(key);
  }
}
