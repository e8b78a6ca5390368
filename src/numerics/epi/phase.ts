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
 * @returns `[pixels]` complex
 */
export function phaseFactors(phase: EpiPhase, pixels: number, { echo, reversed }: EchoPlace): Float32Array {
  const factors = new Float32Array(2 * pixels);
  for (let i = 0; i < pixels; i += 1) {
    const x = position(i, pixels);
    const oddEven = phaseAt(phase.oddEven, x) + (phase.residual?.[i] ?? 0);
    factors.set(wave((reversed ? 0.5 : -0.5) * oddEven - echo * phaseAt(phase.drift, x)), 2 * i);
  }
  return factors;
}

/** Multiplies the lines of all coils. @param data `[coils][pixels]` complex @param factors `[pixels]` complex */
export function multiplyLines(data: Float32Array, factors: Float32Array, out: Float32Array): void {
  for (let at = 0, i = 0; at < data.length; at += 2, i = i + 2 === factors.length ? 0 : i + 2) {
    const [re, im, cos, sin] = [data[at]!, data[at + 1]!, factors[i]!, factors[i + 1]!];
    out[at] = re * cos - im * sin;
    out[at + 1] = re * sin + im * cos;
  }
}
