import type { ImageArray } from "../../gadget-api/index.ts";
import { magnitude } from "../../numerics/images/index.ts";

/** Factor of images in units of the noise, and what the maximum of the rest becomes (Gadgetron's values). */
const FACTOR = 4;
const MAXIMUM = 2048;
/** Images in the middle of an array that determine its maximum. */
const MIDDLE = 24;

/** The factor that brings images into the range of integers, as in Gadgetron. */
export class AutomaticFactor {
  readonly #options: { readonly min: number; readonly max: number; readonly once: boolean };
  readonly #known = new Map<number, number>();

  /** @param options range of maxima in units of the noise; whether the first images of an encoding decide for all */
  constructor(options: { readonly min: number; readonly max: number; readonly once: boolean }) {
    this.#options = options;
  }

  of(images: ImageArray): number {
    const { once } = this.#options;
    const known = this.#known.get(images.encoding);
    if (known !== undefined && once) return known;
    const factor = this.#compute(images);
    this.#known.set(images.encoding, factor);
    return factor;
  }

  #compute({ shape, data }: ImageArray): number {
    const { min, max } = this.#options;
    const length = 2 * shape.x * shape.y * shape.z;
    const count = data.length / length;
    const first = count <= MIDDLE ? 0 : Math.floor(count / 2) - MIDDLE / 2;
    const pixels = magnitude(data.subarray(first * length, Math.min(count, first + MIDDLE) * length));
    const found = pixels.reduce((most, pixel) => (pixel > most ? pixel : most), 0);
    const maximum = found > 0 ? found : 1;
    if (maximum < min || maximum > max) return MAXIMUM / maximum;
    let factor = FACTOR;
    while (maximum * factor > max && factor >= 2) factor /= 2;
    return maximum * factor > max ? max / maximum : factor;
  }
}
