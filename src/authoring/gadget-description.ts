import { parse } from "node:path";
import { shown, type ValueSchema, valueText } from "../chain/text/index.ts";
import type { Gadget } from "../gadget-api/index.ts";

/** Documentation of a gadget, as plain data. */
export interface GadgetDescription {
  readonly name: string;
  readonly summary: string;
  /** Kinds of messages. */
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly shorthand: string | undefined;
  readonly parameters: readonly ParameterDescription[];
}

export interface ParameterDescription {
  readonly name: string;
  readonly description: string;
  /** Description of its values. */
  readonly values: string;
  readonly default: unknown;
  /** Whether only a chain on the server's own disk may set it. */
  readonly trusted: boolean;
}

export function describeGadget(gadget: Gadget): GadgetDescription {
  const { name, summary, schema, shorthand, trusted } = gadget;
  const parameters = Object.entries<ValueSchema>(schema.properties as Record<string, ValueSchema>).map(
    ([key, value]) => ({
      name: key,
      description: value.description ?? "",
      values: valueText(value),
      default: value.default,
      trusted: trusted.includes(key),
    }),
  );
  return { name, summary, in: gadget.in, out: gadget.out, shorthand, parameters };
}

/** The help text of a gadget, for a terminal. @param usedBy names of chains */
export function gadgetHelp(gadget: GadgetDescription, usedBy: readonly string[]): string {
  const { name, summary, parameters, shorthand } = gadget;
  const lines = [name, `  ${summary}`, "", `  input    ${kindsIn(gadget.in)}`, `  output   ${kindsIn(gadget.out)}`];
  if (usedBy.length > 0) lines.push(`  used in  ${usedBy.join(", ")}`);
  if (parameters.length > 0) lines.push("", "Parameters:");
  for (const each of parameters) {
    lines.push(`  ${each.name}  (${each.values}; default ${shown(each.default)})`, `      ${each.description}`);
    if (each.trusted) lines.push("      Only a chain on the server's own disk may set it.");
  }
  lines.push("", "In a chain:", ...example(gadget).map((line) => `  ${line}`));
  if (shorthand !== undefined) lines.push(`  - ${name}: …   # sets ${shorthand}`);
  return lines.join("\n");
}

/**
 * The reference page of a gadget.
 * @param details the author's documentation, in Markdown
 * @param usedBy chains that use it: their files, relative to the page's folder
 */
export function gadgetPage(gadget: GadgetDescription, details: string, usedBy: readonly string[]): string {
  const { name, summary, parameters, shorthand } = gadget;
  const chains = usedBy.map((file) => `[${parse(file).name}](${file})`).join(", ");
  const rows = parameters.map(
    (each) =>
      `| \`${each.name}\` | ${cell(each.values)} | \`${cell(shown(each.default))}\` | ${cell(each.description)}${each.trusted ? " Only a chain on the server's own disk may set it." : ""} |`,
  );
  return [
    `# ${name}`,
    summary,
    details,
    `Input: ${kindsIn(gadget.in)}. Output: ${kindsIn(gadget.out)}. ${chains === "" ? "Not used by any chain that comes with Larmor." : `Used by ${chains}.`}`,
    ["```yaml", ...example(gadget), "```"].join("\n"),
    rows.length > 0 && ["| parameter | values | default | |", "|---|---|---|---|", ...rows].join("\n"),
    shorthand !== undefined && `\`- ${name}: value\` is short for \`- ${name}: { ${shorthand}: value }\`.`,
  ]
    .filter((part) => part !== false && part !== "")
    .join("\n\n");
}

/** An example of the gadget in a chain, with all its defaults. */
function example({ name, parameters }: GadgetDescription): string[] {
  if (parameters.length === 0) return [`- ${name}`];
  return [`- ${name}:`, ...parameters.map((each) => `    ${each.name}: ${shown(each.default)}`)];
}

function kindsIn(kinds: readonly string[]): string {
  return kinds.length === 0 ? "nothing" : kinds.join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
