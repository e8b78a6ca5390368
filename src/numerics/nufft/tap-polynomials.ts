import { type KaiserBessel, MAX_WIDTH } from "./kaiser-bessel.ts";

/** Chebyshev nodes, more than the polynomials' terms. */
const NODES = 20;
/** Terms below this part of the kernel's maximum are omitted; rounding is larger. */
const NEGLIGIBLE = 1e-8;

/**
 * The kernel's value at each of the cells that a sample reaches, as polynomials of the sample's position p between −1
 * and 1: tap a of W is at the distance a + (p + 1 − W) / 2 from the sample. Chebyshev interpolation, truncated.
 * @returns `[terms][MAX_WIDTH]`, the highest power first; 0 beyond the width
 */
export function tapPolynomials(kernel: KaiserBessel): Float32Array {
  const series = Array.from({ length: kernel.width }, (_, tap) =>
    chebyshevSeries((position) => kernel.at(tap + (position + 1 - kernel.width) / 2)),
  );
  const terms = 1 + Math.max(...series.map((each) => each.findLastIndex((value) => Math.abs(value) > NEGLIGIBLE)));
  const table = new Float32Array(terms * MAX_WIDTH);
  for (const [tap, each] of series.entries()) {
    for (const [power, value] of powers(each.slice(0, terms)).entries()) {
      table[(terms - 1 - power) * MAX_WIDTH + tap] = value;
    }
  }
  return table;
}

/** Coefficients c of Σ c_m T_m(p). */
function chebyshevSeries(f: (position: number) => number): number[] {
  const angles = Array.from({ length: NODES }, (_, i) => (Math.PI * (i + 0.5)) / NODES);
  const values = angles.map((angle) => f(Math.cos(angle)));
  return angles.map((_, m) => {
    const sum = angles.reduce((total, angle, i) => total + values[i]! * Math.cos(m * angle), 0);
    return ((m === 0 ? 1 : 2) * sum) / NODES;
  });
}

/** Coefficients of powers, the lowest first, by T_{m+1} = 2p T_m − T_{m−1}. */
function powers(series: readonly number[]): number[] {
  const sums = series.map(() => 0);
  let previous = series.map(() => 0);
  let current = series.map((_, power) => Number(power === 0));
  for (const [m, coefficient] of series.entries()) {
    for (const [power, value] of current.entries()) sums[power]! += coefficient * value;
    const [last, doubled] = [previous, m === 0 ? 1 : 2];
    const next = current.map((_, power) => doubled * (current[power - 1] ?? 0) - last[power]!);
    [previous, current] = [current, next];
  }
  return sums;
}
