/**
 * Mean and covariance of complex values that come one image after another, by B. Welford's updates (Technometrics
 * 4:419, 1962), so that no image is kept.
 */
export class ComplexMoments {
  readonly #mean: Float64Array;
  /** `[pixels][re², im², re · im]`, sums of products of the distances from the mean. */
  readonly #products: Float64Array;
  #count = 0;

  constructor(pixels: number) {
    this.#mean = new Float64Array(2 * pixels);
    this.#products = new Float64Array(3 * pixels);
  }

  get count(): number {
    return this.#count;
  }

  /** @param image `[pixels]` complex */
  add(image: Float32Array | Float64Array): void {
    this.#count += 1;
    for (let i = 0, p = 0; i < image.length; i += 2, p += 3) {
      const [re, im] = [image[i]! - this.#mean[i]!, image[i + 1]! - this.#mean[i + 1]!];
      this.#mean[i]! += re / this.#count;
      this.#mean[i + 1]! += im / this.#count;
      const rest = image[i + 1]! - this.#mean[i + 1]!;
      this.#products[p]! += re * (image[i]! - this.#mean[i]!);
      this.#products[p + 1]! += im * rest;
      this.#products[p + 2]! += re * rest;
    }
  }

  /**
   * Standard deviation of the component in phase with the mean, so that neither the magnitude's bias where there is
   * hardly any signal nor a drift of the phase adds to it.
   * @param result receives one value per pixel; 0 for fewer than two images
   */
  deviation(result: Float32Array): void {
    for (let pixel = 0; pixel < result.length; pixel += 1) {
      const [re, im] = [this.#mean[2 * pixel]!, this.#mean[2 * pixel + 1]!];
      const power = re * re + im * im;
      const p = 3 * pixel;
      const [ofRe, ofIm, ofBoth] = [this.#products[p]!, this.#products[p + 1]!, this.#products[p + 2]!];
      const sum = power > 0 ? (re * re * ofRe + im * im * ofIm + 2 * re * im * ofBoth) / power : ofRe;
      result[pixel] = this.#count > 1 ? Math.sqrt(Math.max(0, sum) / (this.#count - 1)) : 0;
    }
  }
}
