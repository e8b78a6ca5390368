import { solveRegularized } from "../linalg/index.ts";

/**
 * A polynomial fitted to values by least squares, at the same positions.
 * @param weights of the deviations, before they are squared
 */
export function fitPolynomial(
  positions: Float64Array,
  values: Float64Array,
  weights: Float64Array,
  order: number,
): Float64Array {
  const terms = order + 1;
  const normal = new Float64Array(2 * terms * terms);
  const right = new Float64Array(2 * terms);
  for (const [i, x] of positions.entries()) {
    const power = weights[i]! ** 2;
    for (let row = 0; row < terms; row += 1) {
      right[2 * row]! += power * x ** row * values[i]!;
      for (let column = 0; column < terms; column += 1) {
        normal[2 * (row * terms + column)]! += power * x ** (row + column);
      }
    }
  }
  const coefficients = solveRegularized(normal, terms, right, 0);
  return positions.map((x) => {
    let sum = 0;
    for (let term = order; term >= 0; term -= 1) sum = sum * x + coefficients[2 * term]!;
    return sum;
  });
}
