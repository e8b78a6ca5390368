import { inspect } from "node:util";

const OPTIONS = { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200, maxArrayLength: 10 } as const;

/** Anything that was thrown, or made, in words; most is an Error, or a text. */
export function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error && typeof value.message === "string") return value.message;
  try {
    return inspect(value, OPTIONS);
  } catch {
    return "something that can't be shown"; // its own methods throw
  }
}

/** Anything that was thrown, as an Error. */
export function thrownError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(wordsOf(thrown));
}

/** What was thrown, where RxJS has gathered it from what is done when a subscription ends. */
export function gathered(thrown: unknown): unknown {
  const { name, errors } = (thrown ?? {}) as { readonly name?: unknown; readonly errors?: readonly unknown[] };
  return name === "UnsubscriptionError" && errors !== undefined && errors.length > 0 ? gathered(errors[0]) : thrown;
}
