import type { Gadget } from "../gadget-api/index.ts";
import type { Route } from "./compile/route.ts";
import type { Path } from "./text/document.ts";

/** A parameter that a chain lets its client set. */
export interface ChainParameter {
  readonly default: unknown;
  readonly description: string;
}

/** Where something stands in a chain's text. */
export interface Placed {
  /** Keys and indices that lead to it; every index counts the steps of one list. */
  readonly path: Path;
  /** `file:line:column`. */
  readonly place: string;
}

/** One step of a chain, its parameters validated. */
export interface Step extends Placed {
  readonly kind: "step";
  readonly gadget: Gadget;
  /** Of a gadget that is not one of Larmor's: what tells one version of it from another. */
  readonly thirdParty: string | undefined;
  /** As written, `$name` where a parameter of the chain stands. */
  readonly written: unknown;
  /** Where each parameter that is written stands, `file:line:column`. */
  readonly places: Readonly<Record<string, string>>;
  /** With the chain's parameters and the gadget's defaults filled in. */
  readonly parameters: unknown;
}

/** A list of steps under a name. */
export interface Branch<T> {
  readonly name: string;
  readonly parts: readonly T[];
}

/** A place where the value of a parameter decides which steps run: those of the branch of its name, or else none. */
export interface Choice extends Placed {
  readonly kind: "choice";
  /** A parameter of the chain. */
  readonly parameter: string;
  /** The parameter's default. It need not be a branch. */
  readonly fallback: unknown;
  readonly branches: readonly Branch<Part>[];
}

/** A place where messages go through several branches, each through all or, where there is a route, through one of them. */
export interface Parallel<T> extends Placed {
  readonly kind: "parallel";
  readonly branches: readonly Branch<T>[];
  readonly route: Route | undefined;
  /** Whether the branches' messages go on as they come, or those of one branch after those of another. */
  readonly merge: "arrival" | "branches";
  /** Most that may wait for the branches before to complete. */
  readonly maxBytes: number;
}

/** What a chain is written of. */
export type Part = Step | Choice | Parallel<Part>;

/** What runs when all choices are made. */
export type Section = Step | Parallel<Section>;

/** A validated chain. It is frozen: what runs is what was checked. */
export interface Chain {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ChainParameter>>;
  /** All that is written, with every branch of its choices. */
  readonly parts: readonly Part[];
  /** What runs with the parameters as they are. */
  readonly sections: readonly Section[];
  /** The steps of the sections, those of branches too, in the order of the text. */
  readonly steps: readonly Step[];
  /** Save the incoming data, whether or not the server saves everything. */
  readonly save: boolean;
  /** Where its file is; `undefined` where it came from a client. */
  readonly folder: string | undefined;
  /** SHA-256 of its text, hexadecimal. */
  readonly hash: string;
  /** Values of its parameters that a client set, where they are not the defaults. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** The place of a part among the others, in words: `step 3`, or `step 2 in branch raw of step 3`. */
export function positionOf({ path }: Placed): string {
  return path.reduce<string>((around, index, i) => {
    if (typeof index !== "number") return around;
    const step = `step ${index + 1}`;
    return around === "" ? step : `${step} in branch ${path[i - 1]} of ${around}`;
  }, "");
}

/** Freezes a value with all that hangs on it. Gadgets are frozen where they are defined. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
