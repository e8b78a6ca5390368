import type { Waveform } from "../../mrd/index.ts";
import type { BucketBuilder } from "./bucket-builder.ts";
import { heldBytes } from "./held-bytes.ts";

/**
 * Waveforms that wait for their bucket: each is assigned to the bucket of the first readout that is not earlier.
 * Clients may send them long before or after the readouts of the same time.
 */
export class WaitingWaveforms {
  /** In order of time if `#ordered`; those before `#next` have been assigned. */
  #waveforms: Waveform[] = [];
  #next = 0;
  #ordered = true;
  #bytes = 0;

  /** Memory of all waiting waveforms. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#waveforms.length - this.#next;
  }

  add(waveform: Waveform): void {
    const last = this.#waveforms.at(-1);
    if (last !== undefined && waveform.header.timeStamp < last.header.timeStamp) this.#ordered = false;
    this.#waveforms.push(waveform);
    this.#bytes += heldBytes(waveform);
  }

  /**
   * Assigns waveforms to buckets that close together. A waveform later than all of their readouts waits for the next
   * bucket, unless readouts have no time stamps.
   * @param atEnd whether no bucket follows
   */
  deal(builders: readonly BucketBuilder[], atEnd: boolean): void {
    if (this.count === 0) return;
    const readouts = builders
      .flatMap((builder) => builder.times.map((time) => ({ time, builder })))
      .sort((a, b) => a.time - b.time);
    const latest = readouts.at(-1);
    if (latest === undefined) return;
    this.#tidy();
    for (; this.#next < this.#waveforms.length; this.#next += 1) {
      const waveform = this.#waveforms[this.#next]!;
      const { timeStamp } = waveform.header;
      if (timeStamp > latest.time && latest.time > 0 && !atEnd) return;
      (readouts[firstFrom(readouts, timeStamp)] ?? latest).builder.addWaveform(waveform);
      this.#bytes -= heldBytes(waveform);
    }
  }

  #tidy(): void {
    if (this.#ordered && 2 * this.#next < this.#waveforms.length) return;
    this.#waveforms = this.#waveforms.slice(this.#next);
    this.#next = 0;
    if (!this.#ordered) this.#waveforms.sort((a, b) => a.header.timeStamp - b.header.timeStamp);
    this.#ordered = true;
  }
}

/** Index of the first element that is not before a time, by bisection. */
function firstFrom(readouts: readonly { readonly time: number }[], time: number): number {
  let [low, high] = [0, readouts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (readouts[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
