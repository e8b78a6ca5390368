import type { MeasurementParts, MeasurementSummary, MrdBlock } from "../formats/mrd-hdf5/index.ts";
import type { Message } from "../gadget-api/index.ts";
import { counted } from "../text/index.ts";
import { imagesIn } from "./measurement-parts.ts";
import { TransferState } from "./sending/transfer-state.ts";
import { Progress } from "./terminal/progress.ts";

/** How much of the input was processed, and how many images there are. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly images: number;
}

/** How far the reconstruction of a file is; a terminal shows it. */
export class RunState {
  readonly #read: TransferState;
  #progress: Progress | undefined;
  #images = 0;
  /** Number of messages that the chain returned. */
  resultCount = 0;

  readonly #onProgress: ((progress: RunProgress) => void) | undefined;

  /** @param onProgress called with each change */
  constructor(summary: MeasurementSummary, parts: MeasurementParts, onProgress?: (progress: RunProgress) => void) {
    this.#onProgress = onProgress;
    this.#read = new TransferState({ acquisitions: summary.acquisitionCount, images: imagesIn(summary, parts) });
  }

  /** For example `4528 of 10241 readouts processed`. */
  get text(): string {
    return `${this.#read.count} of ${this.#read.data} processed`;
  }

  /** The blocks of the measurement, counted as they are processed. */
  async *following(blocks: AsyncIterable<MrdBlock>): AsyncGenerator<MrdBlock> {
    const { acquisitions, images } = this.#read.total;
    this.#progress = new Progress({ label: "reconstructing", total: acquisitions + images, unit: this.#read.unit });
    for await (const block of blocks) {
      yield block;
      this.#read.add(block.counts);
      this.#show();
    }
    this.#progress.wait("computing");
  }

  /** The chain returned a message. */
  made({ kind }: Message): void {
    if (kind === "image" || kind === "dicom") this.#images += 1;
    if (kind === "image" || kind === "acquisition" || kind === "dicom") this.resultCount += 1;
    this.#show();
  }

  stop(): void {
    this.#progress?.stop();
  }

  #show(): void {
    const { acquisitions, images } = this.#read.total;
    this.#onProgress?.({ done: this.#read.count, total: acquisitions + images, images: this.#images });
    this.#progress?.update(this.#read.count, ...(this.#images === 0 ? [] : [counted(this.#images, "image")]));
  }
}
