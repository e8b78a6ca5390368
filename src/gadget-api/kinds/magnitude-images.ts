import type { ImageArray } from "../message.ts";

/**
 * Images whose imaginary part is zero and whose real part is not negative, in half of the memory: `data` are computed
 * when a step first reads them, which `extract` need not. A copy with other properties (`{ ...images }`) is a usual
 * image array.
 */
export class MagnitudeImages implements ImageArray {
  readonly kind = "image-array";
  readonly encoding: ImageArray["encoding"];
  readonly shape: ImageArray["shape"];
  declare readonly data: Float32Array;
  readonly headers: ImageArray["headers"];
  readonly attributes: ImageArray["attributes"];
  readonly #pixels: Float32Array;
  #data: Float32Array | undefined;

  /** @param pixels `[slices][s][n][coils][z][y][x]` real; must not change */
  constructor(
    { encoding, shape, headers, attributes }: Pick<ImageArray, "encoding" | "shape" | "headers" | "attributes">,
    pixels: Float32Array,
  ) {
    this.encoding = encoding;
    this.shape = shape;
    this.headers = headers;
    this.attributes = attributes;
    this.#pixels = pixels;
    // A property of the object itself, since only those are copied.
    Object.defineProperty(this, "data", { configurable: true, enumerable: true, get: () => this.#complex() });
  }

  /** The pixels, if these are images of magnitudes. */
  static pixelsOf(images: ImageArray): Float32Array | undefined {
    return #pixels in images ? images.#pixels : undefined;
  }

  #complex(): Float32Array {
    if (this.#data !== undefined) return this.#data;
    const data = new Float32Array(2 * this.#pixels.length);
    for (let i = 0; i < this.#pixels.length; i += 1) data[2 * i] = this.#pixels[i]!;
    this.#data = data;
    return data;
  }
}
