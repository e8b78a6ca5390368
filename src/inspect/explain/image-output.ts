import { imageKindOf, type Message } from "../../gadget-api/index.ts";
import { describeImages } from "../../gadget-api/kinds/index.ts";
import type { Image } from "../../mrd/index.ts";

/** Images of one series that share kind and shape. */
export interface MadeSeries {
  readonly series: number;
  /** For example `magnitude`. */
  readonly kind: string;
  readonly shape: string;
  readonly count: number;
}

/** Which images are produced, and when. */
export interface ImageOutput {
  readonly count: number;
  readonly series: readonly MadeSeries[];
  /** Messages of this kind are the measure of time. */
  readonly clock: "readouts" | "images";
  /** Their total number. */
  readonly entered: number;
  /** How many had arrived when the first image left; `undefined` if no image left before the end. */
  readonly firstAfter: number | undefined;
  /** Number of images that leave only after the last message. */
  readonly atEnd: number;
}

/** Records which images leave a chain, and how many messages had arrived by then. */
export class ImageCounter {
  readonly #series = new Map<
    string,
    { readonly series: number; readonly kind: string; readonly shape: string; count: number }
  >();
  #readouts = 0;
  #images = 0;
  #count = 0;
  #firstAfter: number | undefined;
  #atEnd = 0;
  #ended = false;

  entered({ kind }: Message): void {
    if (kind === "acquisition") this.#readouts += 1;
    if (kind === "image") this.#images += 1;
  }

  /** Called after the last message. */
  end(): void {
    this.#ended = true;
  }

  made({ header }: Image): void {
    this.#count += 1;
    if (this.#ended) this.#atEnd += 1;
    else this.#firstAfter ??= this.#readouts || this.#images;
    const own = { series: header.imageSeriesIndex, kind: imageKindOf(header), shape: describeImages(header) };
    const key = Object.values(own).join("/");
    const known = this.#series.get(key) ?? { ...own, count: 0 };
    this.#series.set(key, known);
    known.count += 1;
  }

  get summary(): ImageOutput {
    return {
      count: this.#count,
      series: [...this.#series.values()],
      clock: this.#readouts > 0 ? "readouts" : "images",
      entered: this.#readouts || this.#images,
      firstAfter: this.#firstAfter,
      atEnd: this.#atEnd,
    };
  }
}
