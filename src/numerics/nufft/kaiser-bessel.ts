/**
 * The Kaiser–Bessel kernel φ(u) = I₀(β √(1 − (2u / W)²)) for |u| ≤ W / 2, with
 * β = π √((W / σ)² (σ − ½)² − 0.8).
 *
 * Source: P. Beatty et al., IEEE Trans Med Imaging 24:799 (2005).
 */
export class KaiserBessel {
  /** W, in cells of the oversampled grid. */
  readonly width: number;
  readonly #beta: number;

  /** @param oversampling σ, of the grid */
  constructor(width: number, oversampling: number) {
    this.width = width;
    this.#beta = Math.PI * Math.sqrt((width / oversampling) ** 2 * (oversampling - 0.5) ** 2 - 0.8);
  }

  /** φ at a distance of at most W / 2 cells. */
  at(distance: number): number {
    const z = (2 * distance) / this.width;
    return z * z >= 1 ? 0 : besselI0(this.#beta * Math.sqrt(1 - z * z));
  }

  /** The Fourier transform of φ, ∫ φ(u) cos(2πuf) du, for f within the image: W √… stays real. */
  transformAt(frequency: number): number {
    const root = Math.sqrt(this.#beta ** 2 - (Math.PI * this.width * frequency) ** 2);
    return root === 0 ? this.width : (this.width * Math.sinh(root)) / root;
  }
}

/** The modified Bessel function of the first kind and order 0, by its series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k += 1) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}
