import type { Gadget } from "../gadget/index.ts";

/** A parameter that a chain lets its client set. */
export interface ChainParameter {
  readonly default: unknown;
  readonly description: string;
}

/** One step of a chain, its parameters validated. */
export interface Step {
  /** Counted from 1. */
  readonly number: number;
  readonly gadget: Gadget;
  /** As written, `$name` where a parameter of the chain stands. */
  readonly written: unknown;
  /** With the chain's parameters and the gadget's defaults filled in. */
  readonly parameters: unknown;
  /** `file:line:column` of the step. */
  readonly place: string;
}

/** A validated chain. It is frozen: what runs is what was checked. */
export interface Chain {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ChainParameter>>;
  readonly steps: readonly Step[];
  /** Save the incoming data, whether or not the server saves everything. */
  readonly save: boolean;
  /** SHA-256 of its text, hexadecimal. */
  readonly hash: string;
}

/** Freezes a value with all that hangs on it. Gadgets are frozen where they are defined. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
