import type { Gadget } from "../gadget-api/index.ts";
import type { Route } from "./compile/route.ts";
import type { SavedKind } from "./saved.ts";
import type { Path } from "./text/document.ts";

/** A parameter that a client may set. */
export interface ChainParameter {
  readonly default: unknown;
  readonly description: string;
  /** Limits of a number. */
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Location in a chain's text. */
export interface Placed {
  /** Keys and indices from the root to the location; every index counts the steps of one list. */
  readonly path: Path;
  /** `file:line:column`. */
  readonly place: string;
}

/** One step of a chain, its parameters validated. */
export interface Step extends Placed {
  readonly kind: "step";
  readonly gadget: Gadget;
  /** Fingerprint of a third-party gadget: distinguishes its versions. */
  readonly thirdParty: string | undefined;
  /** As written, with `$name` where a chain parameter is referenced. */
  readonly written: unknown;
  /** Location of each parameter that is written, as `file:line:column`. */
  readonly places: Readonly<Record<string, string>>;
  /** After substitution of the chain's parameters and the gadget's defaults. */
  readonly parameters: unknown;
}

/** A named list of steps. */
export interface Branch<T> {
  readonly name: string;
  readonly parts: readonly T[];
}

/** A point where the value of a parameter selects a branch by name. If no branch has that name, no step runs. */
export interface Choice extends Placed {
  readonly kind: "choice";
  /** A parameter of the chain. */
  readonly parameter: string;
  /** The parameter's default. It need not be a branch. */
  readonly fallback: unknown;
  readonly branches: readonly Branch<Part>[];
}

/** A point where messages pass through several branches: through all of them or, with a route, through one. */
export interface Parallel<T> extends Placed {
  readonly kind: "parallel";
  readonly branches: readonly Branch<T>[];
  readonly route: Route | undefined;
  /** Order of the output: as messages arrive, or branch by branch. */
  readonly merge: "arrival" | "branches";
  /** Upper limit of the data that wait for earlier branches, in bytes. */
  readonly maxBytes: number;
}

/** What a chain's text consists of. */
export type Part = Step | Choice | Parallel<Part>;

/** What remains to run once all choices are resolved. */
export type Section = Step | Parallel<Section>;

/** A validated chain. It is frozen, so that what runs is what was checked. */
export interface Chain {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ChainParameter>>;
  /** The whole text, with every branch of its choices. */
  readonly parts: readonly Part[];
  /** What runs with the current parameters. */
  readonly sections: readonly Section[];
  /** All steps of the sections and their branches, in the order of the text. */
  readonly steps: readonly Step[];
  /** What is saved of each session: the incoming data, even if the server does not save everything, and images. */
  readonly saves: readonly SavedKind[];
  /** Where its text says that, as `file:line:column`. */
  readonly savePlace: string;
  /** Folder of its file; `undefined` if a client sent it. */
  readonly folder: string | undefined;
  /** SHA-256 of its text, in hexadecimal. */
  readonly hash: string;
  /** Parameter values that a client set to other than the defaults. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** The position of a part as text: `step 3`, or `step 2 in branch raw of step 3`. */
export function positionOf({ path }: Placed): string {
  return path.reduce<string>((around, index, i) => {
    if (typeof index !== "number") return around;
    const step = `step ${index + 1}`;
    return around === "" ? step : `${step} in branch ${path[i - 1]} of ${around}`;
  }, "");
}

/** Freezes a value recursively. Gadgets are frozen where they are defined. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
