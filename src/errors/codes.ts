import "./internal.ts";
import { errorDefinition, isValidCode, SYSTEM_CODE } from "./registry.ts";

/** The code of an unexpected error: a bug. */
const INTERNAL = "larmor/internal";

/**
 * The code of an error as people and programs see it, such as `storage/not-found`. The failure of a step has the code
 * of what the step threw, if that has one. Anything that has no declared code is an internal error.
 */
export function codeOf(error: unknown): string {
  const { family, code, cause } = (error ?? {}) as { family?: unknown; code?: unknown; cause?: unknown };
  if (typeof code !== "string") return INTERNAL;
  if (typeof family !== "string") return SYSTEM_CODE.test(code) ? `system/${code}` : INTERNAL;
  if (!isValidCode(family, code)) return INTERNAL;
  const own = `${family}/${code}`;
  if (errorDefinition(own)?.wrapsCause === undefined) return own;
  const inner = codeOf(cause);
  return inner === INTERNAL ? own : inner;
}

/** Whether an error explains itself to the person who reads it: all do, except for bugs and the operating system's. */
export function isOwn(error: unknown): boolean {
  const code = codeOf(error);
  return code !== INTERNAL && !code.startsWith("system/");
}

/** A message followed by its code: `there is no chain 'x' [chain/unknown]`. */
export function withCode(message: string, code: string): string {
  return `${message} [${code}]`;
}

/** An error as another thread gets it: its class does not survive, but what {@link codeOf} needs does. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly family?: unknown;
  readonly code?: unknown;
}

/** @param thrown anything that was thrown */
export function plainError(thrown: unknown): PlainError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const { name, message, family, code } = thrown as Error & { readonly family?: unknown; readonly code?: unknown };
  return { name, message, family, code };
}
