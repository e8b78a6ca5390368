import { complexProduct } from "../../numerics/linalg/index.ts";

/** Products of matrices by their factors: the same matrices apply to many readouts. */
const products = new WeakMap<Float32Array, WeakMap<Float32Array, Float32Array>>();

/** A B of `[rows][inner]` and `[inner][columns]`, complex, summed in float64; the same object for the same factors. */
export function coilMatrixProduct(a: Float32Array, b: Float32Array, columns: number): Float32Array {
  const byFactor = products.get(a) ?? new WeakMap<Float32Array, Float32Array>();
  products.set(a, byFactor);
  const known = byFactor.get(b);
  if (known !== undefined) return known;
  const inner = b.length / (2 * columns);
  const result = Float32Array.from(complexProduct(a, b, a.length / (2 * inner), inner, columns));
  byFactor.set(b, result);
  return result;
}
