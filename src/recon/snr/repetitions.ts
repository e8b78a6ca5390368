import type { ImageArray, MemoryBudget } from "../../gadget-api/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";
import { ComplexMoments } from "../../numerics/snr/index.ts";
import { counted } from "../../text/index.ts";

/** The same for the repetitions and averages of an image, and for no other image of the measurement. */
export function imageKey(
  encoding: number,
  { slice, contrast, phase, set }: Pick<AcquisitionHeader, "slice" | "contrast" | "phase" | "set">,
): string {
  return [encoding, slice, contrast, phase, set].join(" ");
}

/** The repetitions of an image. */
interface Repetitions {
  seen: number;
  /** Once one is not skipped. */
  moments: ComplexMoments | undefined;
  /** The first of them, without its samples. */
  first: Omit<ImageArray, "data">;
}

/** Bytes per pixel of {@link ComplexMoments}. */
const BYTES_PER_PIXEL = 5 * Float64Array.BYTES_PER_ELEMENT;

/** Collects statistics over the repetitions of images, by all counters but repetition and average. */
export class RepetitionMoments {
  readonly #skip: number;
  readonly #budget: MemoryBudget;
  readonly #images = new Map<string, Repetitions>();
  #bytes = 0;

  /** @param skip repetitions of each image that do not count */
  constructor(skip: number, budget: MemoryBudget) {
    this.#skip = skip;
    this.#budget = budget;
  }

  /** @throws GadgetError `result-too-large` if the images of a repetition need too much memory */
  add(images: ImageArray): void {
    const { x, y, z } = images.shape;
    for (const [i, header] of images.headers.entries()) {
      const attributes = images.attributes[i]!;
      if (attributes.LarmorLines === 0) continue;
      const key = imageKey(images.encoding, header);
      const shape = { ...images.shape, n: 1, s: 1, slices: 1 };
      const first = { ...images, shape, headers: [header], attributes: [attributes], data: undefined };
      const image = this.#images.get(key) ?? { seen: 0, moments: undefined, first };
      this.#images.set(key, image);
      image.seen += 1;
      if (image.seen <= this.#skip) continue;
      image.moments ??= this.#newMoments(x * y * z);
      image.moments.add(images.data.subarray(2 * i * x * y * z, 2 * (i + 1) * x * y * z));
    }
  }

  /** The standard deviation of each image of which at least two repetitions count, as real images. */
  *deviations(): Iterable<{ readonly count: number; readonly images: ImageArray }> {
    for (const { moments, first } of this.#images.values()) {
      if (moments === undefined || moments.count < 2) continue;
      const { x, y, z } = first.shape;
      const deviation = new Float32Array(x * y * z);
      moments.deviation(deviation);
      yield { count: moments.count, images: { ...first, data: complexOf(deviation) } };
    }
  }

  #newMoments(pixels: number): ComplexMoments {
    this.#bytes += pixels * BYTES_PER_PIXEL;
    const what = `the statistics of repetitions of ${counted(this.#images.size, "image")}`;
    this.#budget.require(what, this.#bytes, "result-too-large", "set 'repetitions: 0' to do without");
    return new ComplexMoments(pixels);
  }
}

/** Real pixels as complex ones. */
export function complexOf(values: Float32Array): Float32Array {
  const result = new Float32Array(2 * values.length);
  for (const [i, value] of values.entries()) result[2 * i] = value;
  return result;
}
