import { defineErrors } from "../errors/index.ts";
import { counted } from "../text/index.ts";

/**
 * Invalid arguments of a numerical routine. The message says which and why. A client gets such an error only if a
 * gadget does not check its data first.
 */
export class NumericsError extends defineErrors("numerics", {
  "bad-length": {
    meaning: "A length or a count is not a whole number in its range.",
    remedy: "Correct the gadget or its data.",
  },
  "shape-mismatch": {
    meaning: "An array's size contradicts the shape given with it.",
    remedy: "Correct the gadget: data and sizes must agree.",
  },
  "overlapping-arrays": {
    meaning: "An output must not share memory with an input.",
    remedy: "Give the output a separate array.",
  },
  "too-few-samples": {
    meaning: "There are too few samples for a statistic.",
    remedy: "Provide more samples, or omit the statistic.",
  },
  "not-positive-definite": {
    meaning: "A covariance has no Cholesky factor: a coil is dead, or a linear combination of other coils.",
    remedy: "Check the coil that the message names.",
  },
  singular: {
    meaning: "A triangular matrix has a zero on its diagonal.",
    remedy: "Check the coil that the message names.",
  },
  "bad-argument": {
    meaning: "A number is outside of its valid range.",
    remedy: "Use a value within the range in the message.",
  },
  "out-of-memory": {
    meaning: "The WebAssembly heap of the numerical kernels is full.",
    remedy: "Process fewer lines at a time, or use fewer threads.",
  },
}) {}

/** The problem with the arguments of a numerical routine. */
export type NumericsErrorCode = NumericsError["code"];

/** What an error names; as a function where making the text for each readout would take time. */
type Named = string | (() => string);

function nameOf(what: Named): string {
  return typeof what === "string" ? what : what();
}

/** Throws unless `value` is a whole number of at least `minimum`. */
export function requireCount(what: Named, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw new NumericsError("bad-length", `${nameOf(what)} must be a whole number of at least ${minimum}, not ${value}`);
}

/** Throws unless an array has exactly `expected` elements. */
export function requireLength(what: Named, array: { readonly length: number }, expected: number): void {
  if (array.length === expected) return;
  const found = `must have ${counted(expected, "element")}, not ${array.length}`;
  throw new NumericsError("shape-mismatch", `${nameOf(what)} ${found}`);
}

/** Throws if `output` shares memory with `input`. */
export function requireDisjoint(output: ArrayBufferView, input: ArrayBufferView): void {
  const disjoint =
    output.buffer !== input.buffer ||
    output.byteOffset + output.byteLength <= input.byteOffset ||
    input.byteOffset + input.byteLength <= output.byteOffset;
  if (disjoint) return;
  throw new NumericsError("overlapping-arrays", "output and input share memory: use a separate array for the output");
}
