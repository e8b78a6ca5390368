import type { Transfer } from "../../client/index.ts";
import { counted } from "../../text/index.ts";

/** Numbers of readouts and images of a measurement. */
export interface Amount {
  readonly acquisitions: number;
  readonly images: number;
}

/** How far a transfer is. */
export class TransferState {
  readonly total: Amount;
  readonly #started = performance.now();
  sent: Readonly<Transfer> = { acquisitions: 0, waveforms: 0, images: 0, bytes: 0 };
  receivedImages = 0;

  constructor(total: Amount) {
    this.total = total;
  }

  add(counts: Readonly<Omit<Transfer, "bytes">>): void {
    const { acquisitions, waveforms, images } = this.sent;
    this.sent = {
      ...this.sent,
      acquisitions: acquisitions + counts.acquisitions,
      waveforms: waveforms + counts.waveforms,
      images: images + counts.images,
    };
  }

  /** What is sent in all: `10241 readouts and 3 images`. */
  get data(): string {
    const { acquisitions, images } = this.total;
    const parts = [acquisitions > 0 && counted(acquisitions, "readout"), images > 0 && counted(images, "image")];
    return parts.filter(Boolean).join(" and ");
  }

  /** What is counted, in the singular. */
  get unit(): string {
    const { acquisitions, images } = this.total;
    if (images === 0) return "readout";
    return acquisitions === 0 ? "image" : "message";
  }

  /** For example `4528 of 10241 readouts sent`. */
  get text(): string {
    return `${this.count} of ${this.data} sent`;
  }

  get count(): number {
    return this.sent.acquisitions + this.sent.images;
  }

  get complete(): boolean {
    return this.count === this.total.acquisitions + this.total.images;
  }

  /** Further numbers for a line of progress: images received, and rates. */
  get details(): string[] {
    const seconds = Math.max((performance.now() - this.#started) / 1000, 1e-3);
    const received = this.receivedImages === 0 ? [] : [`${counted(this.receivedImages, "image")} received`];
    if (this.complete) return received;
    const megabytes = (this.sent.bytes / 1e6 / seconds).toFixed(1);
    return [...received, `${Math.round(this.count / seconds)} ${this.unit}s/s`, `${megabytes} MB/s`];
  }
}
