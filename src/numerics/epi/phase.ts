/** A phase that is linear in the position x, −0.5 to 0.5 over the pixels of a line, in rad. */
export interface LinearPhase {
  readonly slope: number;
  /** At x = 0. */
  readonly intercept: number;
}

/** How the phase of lines in both directions differs, and how it changes from echo to echo. */
export interface EpiPhase {
  /** Phase of forward lines minus that of reversed ones. */
  readonly oddEven: LinearPhase;
  /** What the odd-even phase has beyond that, in rad: one value per pixel; `undefined` for a linear phase. */
  readonly residual?: Float64Array | undefined;
  /** Phase that is added from one echo to the next. */
  readonly drift: LinearPhase;
  /** Strength of the navigators: the weight of this phase in an average. */
  readonly weight: number;
}

export const noPhase: EpiPhase = {
  oddEven: { slope: 0, intercept: 0 },
  drift: { slope: 0, intercept: 0 },
  weight: 0,
};

/** x of a pixel: the centre of a line is 0. */
export function position(pixel: number, pixels: number): number {
  return (pixel - Math.floor(pixels / 2)) / pixels;
}

export function phaseAt({ slope, intercept }: LinearPhase, x: number): number {
  return slope * x + intercept;
}

export function wave(angle: number): readonly [cos: number, sin: number] {
  return [Math.cos(angle), Math.sin(angle)];
}

/** Where a line is in its echo train. */
export interface EchoPlace {
  /** Counted from the first line after the navigators. */
  readonly echo: number;
  readonly reversed: boolean;
}

/**
 * What lines are multiplied by to remove the phase of their echo: e^{−i echo drift(x)} e^{∓i oddEven(x) / 2}, minus for
 * forward lines.
 */
export class PhaseFactors {
  readonly #drift: LinearPhase;
  readonly #forward: Float32Array;
  readonly #reversed: Float32Array;
  readonly #factors: Float32Array;

  constructor(phase: EpiPhase, pixels: number) {
    this.#drift = phase.drift;
    this.#forward = new Float32Array(2 * pixels);
    this.#reversed = new Float32Array(2 * pixels);
    this.#factors = new Float32Array(2 * pixels);
    for (let i = 0; i < pixels; i += 1) {
      const [cos, sin] = wave((phaseAt(phase.oddEven, position(i, pixels)) + (phase.residual?.[i] ?? 0)) / 2);
      this.#forward.set([cos, -sin], 2 * i);
      this.#reversed.set([cos, sin], 2 * i);
    }
  }

  /** @returns `[pixels]` complex, valid until the next call */
  at({ echo, reversed }: EchoPlace): Float32Array {
    const oddEven = reversed ? this.#reversed : this.#forward;
    const { slope, intercept } = this.#drift;
    const factors = this.#factors;
    const pixels = factors.length / 2;
    let [cos, sin] = wave(-echo * intercept);
    for (let i = 0; i < pixels; i += 1) {
      if (slope !== 0) [cos, sin] = wave(-echo * (slope * position(i, pixels) + intercept));
      const [re, im] = [oddEven[2 * i]!, oddEven[2 * i + 1]!];
      factors[2 * i] = re * cos - im * sin;
      factors[2 * i + 1] = re * sin + im * cos;
    }
    return factors;
  }
}

/** Multiplies the lines of all coils. @param data `[coils][pixels]` complex @param factors `[pixels]` complex */
export function multiplyLines(data: Float32Array, factors: Float32Array, out: Float32Array): void {
  const length = factors.length;
  for (let line = 0; line < data.length; line += length) {
    for (let i = 0; i < length; i += 2) {
      const re = data[line + i]!;
      const im = data[line + i + 1]!;
      const cos = factors[i]!;
      const sin = factors[i + 1]!;
      out[line + i] = re * cos - im * sin;
      out[line + i + 1] = re * sin + im * cos;
    }
  }
}
