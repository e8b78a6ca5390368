import { inspect } from "node:util";

const OPTIONS = { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200, maxArrayLength: 10 } as const;

/** Text for any value that was thrown or emitted; usually an Error or a string. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error && typeof value.message === "string") return value.message;
  try {
    return inspect(value, OPTIONS);
  } catch {
    return "something that can't be shown"; // its own methods throw
  }
}

/** Any thrown value as an Error. */
export function thrownError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown));
}

/** What was thrown, unwrapped if RxJS has collected errors from teardown. */
export function gathered(thrown: unknown): unknown {
  const { name, errors } = (thrown ?? {}) as { readonly name?: unknown; readonly errors?: readonly unknown[] };
  return name === "UnsubscriptionError" && errors !== undefined && errors.length > 0 ? gathered(errors[0]) : thrown;
}
