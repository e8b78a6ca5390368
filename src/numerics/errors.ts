/** What a numerical routine could not do, as a stable code that a program can test. */
export type NumericsErrorCode =
  | "bad-length" // a length or a count that is not a whole number in its range
  | "shape-mismatch" // an array whose size contradicts the shape given with it, or an axis that the shape lacks
  | "overlapping-arrays" // an output that shares memory with an input where it must not
  | "too-few-samples" // a statistic of fewer samples than it needs
  | "not-positive-definite" // a covariance that has no Cholesky factor
  | "singular" // a triangular matrix with a zero on its diagonal
  | "bad-argument" // a number outside of the range that makes sense
  | "out-of-memory"; // the transform library's heap is full

/** Arguments that a numerical routine can't work with. The message says which and why. */
export class NumericsError extends Error {
  override readonly name: string = "NumericsError";

  constructor(
    readonly code: NumericsErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Throws unless `value` is a whole number of at least `minimum`. */
export function requireCount(what: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw new NumericsError("bad-length", `${what} must be a whole number of at least ${minimum}, not ${value}`);
}

/** Throws unless an array has exactly `expected` elements. */
export function requireLength(what: string, array: { readonly length: number }, expected: number): void {
  if (array.length === expected) return;
  throw new NumericsError("shape-mismatch", `${what} must have ${expected} elements, not ${array.length}`);
}

/** Throws if `output` shares memory with `input`. */
export function requireDisjoint(output: ArrayBufferView, input: ArrayBufferView): void {
  const disjoint =
    output.buffer !== input.buffer ||
    output.byteOffset + output.byteLength <= input.byteOffset ||
    input.byteOffset + input.byteLength <= output.byteOffset;
  if (disjoint) return;
  throw new NumericsError("overlapping-arrays", "output and input share memory: give the output an array of its own");
}
