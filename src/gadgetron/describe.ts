import { classes } from "./classes/index.ts";
import type { GadgetClass } from "./gadget-class.ts";

/** The table of translations, as Markdown. */
export function describeClasses(): string {
  const rows = classes.map(
    (each) => `| ${each.names.map(code).join(", ")} | ${stepsOf(each)} | ${propertiesOf(each)} |`,
  );
  return ["| class | here | properties |", "|---|---|---|", ...rows].join("\n");
}

function stepsOf({ becomes }: GadgetClass): string {
  return becomes.startsWith("no step") || becomes.includes("`") ? becomes : code(becomes);
}

/** Groups properties with the same translation, in the order of the first of each group. */
function propertiesOf({ properties }: GadgetClass): string {
  const byFate = new Map<string, string[]>();
  for (const [name, { about }] of Object.entries(properties))
    byFate.set(about, [...(byFate.get(about) ?? []), code(name)]);
  return [...byFate].map(([about, names]) => `${names.join(", ")} → ${about}`).join("; ");
}

function code(text: string): string {
  return `\`${text}\``;
}
