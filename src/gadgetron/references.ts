import type { GadgetNode, Report } from "./configuration.ts";

/**
 * Replaces values that refer to a property of another gadget, such as `coils_out@CoilReduction`: every value that
 * contains `@`. Undefined and circular references are reported and omitted.
 */
export function resolveGadgetReferences(gadgets: readonly GadgetNode[], report: Report): GadgetNode[] {
  const values: ReadonlyMap<string, string> = new Map(
    gadgets.flatMap(({ name, properties }) => properties.map((each) => [`${each.name}@${name}`, each.value])),
  );
  const resolve = (value: string): string | undefined => {
    const visited = new Set<string>();
    let found: string | undefined = value;
    while (found?.includes("@")) {
      if (visited.has(found)) return undefined;
      visited.add(found);
      found = values.get(found);
    }
    return found;
  };
  return gadgets.map((gadget) => ({
    ...gadget,
    properties: gadget.properties.flatMap((property) => {
      const value = resolve(property.value);
      if (value !== undefined) return [{ ...property, value }];
      report(property, `'${property.name}' refers to '${property.value}', which has no value`);
      return [];
    }),
  }));
}
