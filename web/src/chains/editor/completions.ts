import type { GadgetEntry } from "../../../../src/viewer/api/index.ts";
import type { Context } from "./context.ts";

/** A completion, independent of the editor. */
export interface Choice {
  readonly label: string;
  /** Shown next to it. */
  readonly detail: string;
  /** Shown for the chosen one. */
  readonly info: string;
  /** Inserted text, in which `${1:value}` is to be replaced. */
  readonly snippet: string;
}

/** Steps that are not gadgets. */
const structures: readonly Choice[] = [
  {
    label: "choose",
    detail: "branches",
    info: "Select the steps to run by a parameter.",
    snippet: "choose:\n\tparameter: ${1:parameter}\n\tbranches:\n\t\t${2:first}: []\n\t\t${3:second}: []",
  },
  {
    label: "parallel",
    detail: "branches",
    info: "Send messages through several branches.",
    snippet: "parallel:\n\t${1:first}: []\n\t${2:second}: []",
  },
];

const keys = {
  chain: [
    choice("description", "text", "What the chain is for.", "description: ${1:What it is for}"),
    choice("parameters", "map", "Parameters that a client may set: used as $name in the steps.", parametersSnippet()),
    choice("save", "true or false", "Save the incoming data.", "save: ${1:true}"),
    choice("chain", "list of steps", "The steps, in their order.", "chain:\n\t- ${}"),
  ],
  parameter: [
    choice("default", "value", "The value unless a client sets another one.", "default: ${}"),
    choice("description", "text", "What it is for.", "description: ${}"),
    choice("minimum", "number", "Minimum of a number.", "minimum: ${}"),
    choice("maximum", "number", "Maximum of a number.", "maximum: ${}"),
  ],
} as const;

/**
 * What can be written at a place.
 * @param references names of the chain's own parameters
 */
export function choicesFor(
  context: Context,
  gadgets: readonly GadgetEntry[],
  references: readonly string[],
): readonly Choice[] {
  if (context.kind === "step") return [...gadgets.map(stepChoice), ...structures];
  if (context.kind === "key") return keys[context.of].filter(({ label }) => !context.used.includes(label));
  const gadget = gadgets.find(({ name }) => name === context.gadget);
  if (gadget === undefined) return [];
  if (context.kind === "parameter") {
    return gadget.parameters
      .filter(({ name }) => !context.used.includes(name))
      .map((each) => {
        const info = `${each.description}\n${each.values}; default ${each.default}`;
        return choice(each.name, each.values, info, `${each.name}: \${1:${escaped(each.default)}}`);
      });
  }
  const parameter = gadget.parameters.find(({ name }) => name === (context.parameter ?? gadget.shorthand));
  if (parameter === undefined) return [];
  return [
    ...parameter.options.map((option) =>
      choice(option, option === parameter.default ? "default" : "", parameter.description, escaped(option)),
    ),
    ...references.map((name) => choice(`$${name}`, "parameter of the chain", "", `\\$${name}`)),
  ];
}

/** Names of the parameters that a text declares. */
export function declaredParameters(text: string): string[] {
  const block = /^parameters:\s*\n((?:[ \t]+.*\n|\s*\n|#.*\n)*)/m.exec(text)?.[1] ?? "";
  const indent = /^([ \t]+)\S/m.exec(block)?.[1];
  if (indent === undefined) return [];
  return [...block.matchAll(new RegExp(`^${indent}([\\w-]+):`, "gm"))].map((match) => match[1]!);
}

function stepChoice({ name, summary, in: takes, out: makes, snippet }: GadgetEntry): Choice {
  return choice(name, `${takes.join(", ")} → ${makes.join(", ")}`, summary, snippet);
}

function choice(label: string, detail: string, info: string, snippet: string): Choice {
  return { label, detail, info, snippet };
}

/** So that it is inserted as it is. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

function parametersSnippet(): string {
  return "parameters:\n\t${1:name}:\n\t\tdefault: ${2:1}\n\t\tdescription: ${3:What it is for.}";
}
