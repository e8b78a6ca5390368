import { NumericsError } from "../errors.ts";
import { pffft } from "../kernels/heap.ts";
import type { Direction } from "./line-transform.ts";

const COMPLEX = 1;
const directions = { forward: 0, inverse: 1 } as const satisfies Record<Direction, number>;

/**
 * Whether pffft has a complex transform of this length: 2^a · 3^b · 5^c with a ≥ 4. Its vectors hold four floats, and
 * it works on blocks of four by four. Any other length aborts the module for good.
 */
export function isSimdLength(length: number): boolean {
  if (length < 16 || length % 16 !== 0) return false;
  let rest = length / 16;
  for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
  return rest === 1;
}

/** The shortest length of at least `minimum` samples that pffft can transform. */
export function simdLengthFrom(minimum: number): number {
  let length = 16 * Math.ceil(minimum / 16);
  while (!isSimdLength(length)) length += 16;
  return length;
}

/**
 * A complex transform of one length on arrays in pffft's heap, neither scaled nor shifted. Input, output and `work`
 * are distinct stretches of the heap, each as long as the plan.
 */
export class SimdPlan {
  /**
   * Plans live on the heap, where nothing collects them. So few lengths qualify (about 200 up to 2^16) that keeping
   * them all is cheap.
   */
  static readonly #plans = new Map<number, SimdPlan>();
  readonly length: number;
  readonly #setup: number;

  private constructor(length: number) {
    if (!isSimdLength(length)) throw new NumericsError("bad-length", `pffft has no transform of length ${length}`);
    this.length = length;
    this.#setup = pffft._pffft_new_setup(length, COMPLEX);
  }

  static of(length: number): SimdPlan {
    let plan = SimdPlan.#plans.get(length);
    if (plan === undefined) {
      plan = new SimdPlan(length);
      SimdPlan.#plans.set(length, plan);
    }
    return plan;
  }

  /** Transforms one line. */
  transform(direction: Direction, input: Float32Array, output: Float32Array, work: Float32Array): void {
    pffft._pffft_transform_ordered(
      this.#setup,
      input.byteOffset,
      output.byteOffset,
      work.byteOffset,
      directions[direction],
    );
  }

  /** The spectrum of one line, in an order of pffft's own that only {@link convolve} understands. */
  spectrum(input: Float32Array, output: Float32Array, work: Float32Array): void {
    pffft._pffft_transform(this.#setup, input.byteOffset, output.byteOffset, work.byteOffset, directions.forward);
  }

  /**
   * Circular convolution of `input` with the line whose {@link spectrum} is `kernel`, times the plan's length.
   * `product` is scratch.
   */
  convolve(
    input: Float32Array,
    kernel: Float32Array,
    product: Float32Array,
    output: Float32Array,
    work: Float32Array,
  ): void {
    this.spectrum(input, output, work);
    product.fill(0);
    pffft._pffft_zconvolve_accumulate(this.#setup, output.byteOffset, kernel.byteOffset, product.byteOffset, 1);
    pffft._pffft_transform(this.#setup, product.byteOffset, output.byteOffset, work.byteOffset, directions.inverse);
  }
}
