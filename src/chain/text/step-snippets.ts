import type { Gadget } from "../../gadget-api/index.ts";
import { validate } from "./validate.ts";
import { shown } from "./value-text.ts";

/** A completion that editors offer, by the keyword `defaultSnippets` of VS Code's languages. */
export interface Snippet {
  readonly label: string;
  readonly description: string;
  /** Text in which `${1:value}` is to be replaced. On one line: editors differ in how they indent others. */
  readonly bodyText: string;
}

export const choose: Snippet = {
  label: "choose",
  description: "Select the steps to run by a parameter.",
  bodyText: `choose: { parameter: ${blank(1, "parameter")}, branches: { ${blank(2, "first")}: [], ${blank(3, "second")}: [] } }`,
};

export const parallel: Snippet = {
  label: "parallel",
  description: "Send messages through several branches.",
  bodyText: `parallel: { ${blank(1, "first")}: [], ${blank(2, "second")}: [] }`,
};

/** Whether a plain name is a valid step: the gadget accepts its defaults. */
export function worksByName(gadget: Gadget): boolean {
  return accepts(gadget, {});
}

/** The completion for a gadget that needs parameters: with the first `examples` of a parameter that make it valid. */
export function snippetOf(gadget: Gadget): Snippet {
  const { name, summary: description, schema, shorthand } = gadget;
  const examples = Object.entries(schema.properties).flatMap(([key, parameter]) =>
    ((parameter as { examples?: readonly unknown[] }).examples ?? []).map((value) => [key, value] as const),
  );
  const valid = examples.find(([key, value]) => accepts(gadget, { [key]: value }));
  if (valid === undefined) return { label: name, description, bodyText: `${name}: { $1 }` };
  const [key, value] = valid;
  const body = key === shorthand ? blank(1, shown(value)) : `{ ${key}: ${blank(1, shown(value))} }`;
  return { label: name, description, bodyText: `${name}: ${body}` };
}

/** A value to replace, the cursor's nth stop. */
function blank(stop: number, value: string): string {
  return `\${${stop}:${value.replace(/[\\$}]/g, "\\$&")}}`;
}

function accepts(gadget: Gadget, parameters: Readonly<Record<string, unknown>>): boolean {
  const { value, issues } = validate(gadget.schema, parameters);
  if (issues.length > 0) return false;
  try {
    return gadget.validate(value) === undefined;
  } catch {
    return false; // an error of its author, which is reported where the gadget is used
  }
}
