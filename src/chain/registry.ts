import type { Gadget } from "../gadget/index.ts";

/** The gadgets that chains may name. They are loaded when a chain first does. */
export interface GadgetRegistry {
  readonly names: readonly string[];
  /** Whether a gadget is not one of Larmor's, so that what it does is looked at more closely. */
  isForeign(name: string): boolean;
  /** @throws Error that says why, if there is no such gadget or it can't be loaded */
  load(name: string): Promise<Gadget>;
}

/** A registry over a table of lazy imports, as gadgets/index.ts has it. */
export function gadgetRegistry(
  table: Readonly<Record<string, () => Promise<{ default: Gadget }>>>,
  { foreign = false }: { readonly foreign?: boolean } = {},
): GadgetRegistry {
  return {
    names: Object.keys(table),
    isForeign: () => foreign,
    load: async (name) => {
      const load = Object.hasOwn(table, name) ? table[name] : undefined;
      if (load === undefined) throw new Error(`there is no gadget '${name}'`);
      return (await load()).default;
    },
  };
}
