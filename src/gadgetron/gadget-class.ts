import type { Rule } from "./rules.ts";

/** A step as a chain writes it. */
export interface WrittenStep {
  readonly gadget: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What becomes of a gadget of Gadgetron. */
export interface Translated {
  readonly steps: readonly WrittenStep[];
  /** What differs from Gadgetron, for the client to know. */
  readonly warnings?: readonly string[];
  /** What can't be had. */
  readonly problems?: readonly string[];
  /** Whether the chain saves its incoming data. */
  readonly save?: boolean;
}

/** A class of Gadgetron, and what it is here. */
export interface GadgetClass {
  /** One behaviour may have several names. */
  readonly names: readonly string[];
  /** In words, for the table. */
  readonly becomes: string;
  readonly properties: Readonly<Record<string, Rule>>;
  /** Whether its steps work on k-space here, where Gadgetron's gadget works on images: they come before the transform. */
  readonly onKSpace: boolean;
  translate(values: Readonly<Record<string, unknown>>): Translated;
}

type Rules = Readonly<Record<string, Rule>>;
/** Values by property: `undefined` where the XML gives none and there is no fallback. */
type Values<R extends Rules> = {
  readonly [K in keyof R]: R[K] extends Rule<infer Value>
    ? R[K] extends { readonly fallback: Value }
      ? Value
      : Value | undefined
    : never;
};

interface Definition<R extends Rules> {
  readonly names: readonly string[];
  /** The gadget that it is, or several, or why it is none. */
  readonly becomes: string;
  readonly properties?: R;
  readonly onKSpace?: boolean;
  /** Where it is not just the gadget of `becomes` with its parameters. */
  translate?(values: Values<R>, parameters: Readonly<Record<string, unknown>>): Translated;
}

export function gadgetClass<const R extends Rules = Record<never, never>>(definition: Definition<R>): GadgetClass {
  const properties = (definition.properties ?? {}) as unknown as Readonly<Record<string, Rule>>;
  return {
    names: definition.names,
    becomes: definition.becomes,
    properties,
    onKSpace: definition.onKSpace ?? false,
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

/** Classes that need no step here. */
export function noStep(reason: string, ...names: readonly string[]): GadgetClass {
  return gadgetClass({ names, becomes: `no step: ${reason}`, translate: () => ({ steps: [] }) });
}
