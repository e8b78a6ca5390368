import type { Rule } from "./rules.ts";

/** A step as written in a chain. */
export interface WrittenStep {
  readonly gadget: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Translation of a Gadgetron gadget. */
export interface Translated {
  readonly steps: readonly WrittenStep[];
  /** Differences from Gadgetron, reported to the client. */
  readonly warnings?: readonly string[];
  /** Problems that prevent the translation. */
  readonly problems?: readonly string[];
  /** Whether the chain saves its incoming data. */
  readonly save?: boolean;
  /** Parameters for a step that a later gadget becomes: Gadgetron divides among several gadgets what is one step here. */
  readonly amends?: WrittenStep;
  /** What a step before these becomes; `undefined` to leave it out. */
  readonly revises?: (step: WrittenStep, before: readonly WrittenStep[]) => WrittenStep | undefined;
  /** Whether one gadget of the class does the work of all that follow it. */
  readonly once?: boolean;
}

/** A class of Gadgetron, and its translation. */
export interface GadgetClass {
  /** Several names may stand for the same behaviour. */
  readonly names: readonly string[];
  /** Description, for the table. */
  readonly becomes: string;
  readonly properties: Readonly<Record<string, Rule>>;
  translate(values: Readonly<Record<string, unknown>>): Translated;
}

type Rules = Readonly<Record<string, Rule>>;
/** Values by property: `undefined` if the XML has none and there is no default. */
type Values<R extends Rules> = {
  readonly [K in keyof R]: R[K] extends Rule<infer Value>
    ? R[K] extends { readonly fallback: Value }
      ? Value
      : Value | undefined
    : never;
};

interface Definition<R extends Rules> {
  readonly names: readonly string[];
  /** The corresponding gadgets, or the reason why there is none. */
  readonly becomes: string;
  readonly properties?: R;
  /** Needed if the translation is more than the gadget of `becomes` with its parameters. */
  translate?(values: Values<R>, parameters: Readonly<Record<string, unknown>>): Translated;
}

export function gadgetClass<const R extends Rules = Record<never, never>>(definition: Definition<R>): GadgetClass {
  const properties = (definition.properties ?? {}) as unknown as Readonly<Record<string, Rule>>;
  return {
    names: definition.names,
    becomes: definition.becomes,
    properties,
    translate: (values) => {
      const parameters = Object.fromEntries(
        Object.entries(properties)
          .filter(([name, { parameter }]) => parameter !== undefined && values[name] !== undefined)
          .map(([name, { parameter }]) => [parameter!, values[name]]),
      );
      if (definition.translate !== undefined) return definition.translate(values as Values<R>, parameters);
      return { steps: [{ gadget: definition.becomes, parameters }] };
    },
  };
}

/** Classes that need no step in Larmor. */
export function noStep(reason: string, ...names: readonly string[]): GadgetClass {
  return gadgetClass({ names, becomes: `no step: ${reason}`, translate: () => ({ steps: [] }) });
}
