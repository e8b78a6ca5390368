/** From here on, Hankel's expansion is exact to 1e-10; below, the power series loses less than four digits. */
const ASYMPTOTIC_FROM = 12;
const TERMS = 24;
const PRECISION = 1e-14;

/**
 * Λ_ν(q) = J_ν(q) / q^ν and the ratios of the orders above it, to about 1e-11 of Λ_ν(0). All are even, entire functions
 * with dΛ_ν / d(q² / 2) = −Λ_{ν+1}. The transform of a disc is 2π Λ_1, and that of a ball (2π)^{3/2} Λ_{3/2}.
 * Formulas: NIST Digital Library of Mathematical Functions, 10.2.2, 10.6.1 and 10.17.3.
 */
export class BesselRatios {
  readonly #order: number;
  readonly #ratios: Float64Array;
  /** Λ(0) of each order. */
  readonly #limits: readonly number[];
  /** Coefficients of Hankel's expansions of the two lowest orders. */
  readonly #expansions: readonly (readonly number[])[];

  /**
   * @param order ν, a positive multiple of ½
   * @param count orders ν, ν + 1, …: at least two, and below 12
   */
  constructor(order: number, count: number) {
    this.#order = order;
    this.#ratios = new Float64Array(count);
    this.#limits = Array.from(this.#ratios, (_, m) => 1 / (2 ** (order + m) * gamma(order + m + 1)));
    this.#expansions = [hankelCoefficients(order), hankelCoefficients(order + 1)];
  }

  /** Λ_ν, Λ_{ν+1}, … at q ≥ 0; overwritten by the next call. */
  at(q: number): Float64Array {
    if (q < ASYMPTOTIC_FROM) this.#fillDownward(q * q);
    else this.#fillUpward(q);
    return this.#ratios;
  }

  /** Recurrence from the two highest orders, which is stable for small arguments. */
  #fillDownward(squared: number): void {
    const ratios = this.#ratios;
    const last = ratios.length - 1;
    ratios[last] = this.#powerSeries(last, squared);
    ratios[last - 1] = this.#powerSeries(last - 1, squared);
    for (let m = last - 1; m > 0; m -= 1) ratios[m - 1] = 2 * (this.#order + m) * ratios[m]! - squared * ratios[m + 1]!;
  }

  /** Recurrence from the two lowest orders, which is stable for arguments above the order. */
  #fillUpward(q: number): void {
    const ratios = this.#ratios;
    const phase = q - (this.#order / 2 + 0.25) * Math.PI;
    const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
    const scale = Math.sqrt(2 / Math.PI) / q ** (this.#order + 0.5);
    ratios[0] = scale * hankel(this.#expansions[0]!, q, cos, sin);
    ratios[1] = (scale / q) * hankel(this.#expansions[1]!, q, sin, -cos); // a quarter of a turn later
    const inverse = 1 / (q * q);
    for (let m = 1; m < ratios.length - 1; m += 1) {
      ratios[m + 1] = (2 * (this.#order + m) * ratios[m]! - ratios[m - 1]!) * inverse;
    }
  }

  /** Λ of an order by the power series of J. */
  #powerSeries(index: number, squared: number): number {
    let term = this.#limits[index]!;
    let sum = term;
    for (let m = 1; Math.abs(term) > PRECISION * Math.abs(sum); m += 1) {
      term *= -squared / (4 * m * (m + this.#order + index));
      sum += term;
    }
    return sum;
  }
}

/** P cos χ − Q sin χ. */
function hankel(coefficients: readonly number[], q: number, cos: number, sin: number): number {
  let [power, even, odd] = [1, 0, 0];
  for (let k = 0; k < coefficients.length; k += 2) {
    const term = coefficients[k]! * power;
    even += term;
    odd += (coefficients[k + 1]! * power) / q;
    if (Math.abs(term) < PRECISION) break;
    power /= -q * q;
  }
  return even * cos - odd * sin;
}

/** The coefficients a_k; those of half-integer orders end with zeros. */
function hankelCoefficients(order: number): number[] {
  const coefficients = [1];
  for (let k = 1; k < TERMS; k += 1) {
    coefficients.push((coefficients[k - 1]! * (4 * order * order - (2 * k - 1) ** 2)) / (8 * k));
  }
  return coefficients;
}

/** Γ of a positive multiple of ½. */
function gamma(argument: number): number {
  if (argument === 1) return 1;
  return argument === 0.5 ? Math.sqrt(Math.PI) : (argument - 1) * gamma(argument - 1);
}
