import type { Acquisition } from "../../mrd/index.ts";
import { heldBytes } from "./held-bytes.ts";

/**
 * Calibration readouts that match no image by their counters: of another contrast or encoding, or acquired before all
 * images. The newest of each slice is kept for the first image of that slice that lacks a calibration.
 */
export class KeptReferences {
  readonly #maxBytes: number;
  /** By encoding and slice, the newest last. */
  readonly #groups = new Map<string, { readonly readouts: readonly Acquisition[]; readonly bytes: number }>();
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

  /** @param readouts of one encoding and slice */
  keep(readouts: readonly Acquisition[]): void {
    const { encodingSpaceRef, slice } = readouts[0]!.header;
    const key = `${encodingSpaceRef} ${slice}`;
    this.#leaveOut(key);
    const bytes = readouts.reduce((sum, readout) => sum + heldBytes(readout), 0);
    this.#groups.set(key, { readouts, bytes });
    this.#bytes += bytes;
    for (const each of this.#groups.keys()) if (this.#bytes > this.#maxBytes) this.#leaveOut(each);
  }

  /** The calibration of a slice: of the same encoding, or else the newest one of another. It is no longer kept. */
  take(encoding: number, slice: number): readonly Acquisition[] | undefined {
    const keys = [...this.#groups.keys()].filter((key) => key.endsWith(` ${slice}`));
    const key = keys.find((each) => each === `${encoding} ${slice}`) ?? keys.at(-1);
    if (key === undefined) return undefined;
    const { readouts } = this.#groups.get(key)!;
    this.#remove(key);
    return readouts;
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
