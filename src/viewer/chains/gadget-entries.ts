import { describeGadget } from "../../authoring/index.ts";
import type { GadgetRegistry } from "../../chain/index.ts";
import { shown, snippetOf, type ValueSchema, worksByName } from "../../chain/text/index.ts";
import type { Gadget } from "../../gadget-api/index.ts";
import type { GadgetEntry } from "../api/index.ts";

/** All gadgets that load, as the editor completes them. */
export async function gadgetEntries(registry: GadgetRegistry): Promise<readonly GadgetEntry[]> {
  const loaded = await Promise.allSettled(registry.names.map((name) => registry.load(name)));
  return loaded.flatMap((each) => (each.status === "fulfilled" ? [gadgetEntry(each.value)] : []));
}

function gadgetEntry(gadget: Gadget): GadgetEntry {
  const { name, summary, in: takes, out: makes, shorthand, parameters } = describeGadget(gadget);
  const properties = gadget.schema.properties as Readonly<Record<string, ValueSchema>>;
  return {
    name,
    summary,
    in: takes,
    out: makes,
    shorthand,
    snippet: worksByName(gadget) ? name : snippetOf(gadget).bodyText,
    parameters: parameters.map((each) => ({
      name: each.name,
      description: each.description,
      values: each.values,
      default: shown(each.default),
      options: optionsOf(properties[each.name]!).map(shown),
    })),
  };
}

/** The values of a schema that lists them; nothing for numbers and texts. */
function optionsOf(schema: ValueSchema): readonly unknown[] {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  if (schema.type === "boolean") return [true, false];
  if (schema.type === "array" && schema.items !== undefined) return optionsOf(schema.items);
  return (schema.anyOf ?? []).flatMap(optionsOf);
}
