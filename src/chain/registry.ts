import type { Gadget } from "../gadget-api/index.ts";

/** The gadgets that chains may name. They are loaded when a chain first does. */
export interface GadgetRegistry {
  readonly names: readonly string[];
  /**
   * What tells one version of a gadget that is not Larmor's from another; `undefined` for ours. What others do is looked at more
   * closely.
   */
  fingerprint(name: string): string | undefined;
  /** @throws Error that says why, if there is no such gadget or it can't be loaded */
  load(name: string): Promise<Gadget>;
}

/** A registry over a table of lazy imports, as gadgets/index.ts has it. */
export function gadgetRegistry(
  table: Readonly<Record<string, () => Promise<{ default: Gadget }>>>,
  { fingerprint }: { readonly fingerprint?: string | undefined } = {},
): GadgetRegistry {
  return {
    names: Object.keys(table),
    fingerprint: () => fingerprint,
    load: async (name) => {
      const load = Object.hasOwn(table, name) ? table[name] : undefined;
      if (load === undefined) throw new RangeError(`there is no gadget '${name}'`);
      return (await load()).default;
    },
  };
}
