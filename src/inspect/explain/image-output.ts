import { imageKindOf, type Message } from "../../gadget-api/index.ts";
import { describeImages } from "../../gadget-api/kinds/index.ts";
import type { Image } from "../../mrd/index.ts";

/** The images of one series that are alike. */
export interface MadeSeries {
  readonly series: number;
  /** As in `magnitude`. */
  readonly kind: string;
  readonly shape: string;
  readonly count: number;
}

/** Which images are made, and when. */
export interface ImagesMade {
  readonly count: number;
  readonly series: readonly MadeSeries[];
  /** What counts the time: messages of this kind. */
  readonly clock: "readouts" | "images";
  /** How many of them come in all. */
  readonly entered: number;
  /** How many had come when the first image left; `undefined` where none did before the end. */
  readonly firstAfter: number | undefined;
  /** How many images leave only when all has come. */
  readonly atEnd: number;
}

/** Notes which images leave a chain, and what had come by then. */
export class MadeImages {
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

  /** Nothing comes any more. */
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

  get summary(): ImagesMade {
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
