import type { Gadget } from "../gadget-api/index.ts";

/** The gadgets that chains may name. Each is loaded when a chain first names it. */
export interface GadgetRegistry {
  readonly names: readonly string[];
  /**
   * Fingerprint that distinguishes versions of a third-party gadget; `undefined` for built-in ones. Third-party gadgets
   * are checked more strictly.
   */
  fingerprint(name: string): string | undefined;
  /** Advice for a name that no gadget has: where a gadget of that name is. */
  nearby?(name: string): string | undefined;
  /** @throws Error with the reason if there is no such gadget or it cannot be loaded */
  load(name: string): Promise<Gadget>;
}

/** A registry over a table of lazy imports, such as gadgets/registry.ts. */
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
