import type { Static } from "typebox";
import type { Choice, Part } from "./chain.ts";
import { ChoiceText, canChoose } from "./choice.ts";
import type { Compilation } from "./compilation.ts";
import { compileStep } from "./compile-step.ts";
import type { Path } from "./document.ts";
import { didYouMean } from "./suggest.ts";
import { validate } from "./validate.ts";

/**
 * Turns a list of steps, as written, into a chain's parts. What is wrong with them is reported, and what can't be made out is
 * left out.
 * @param path of the list
 */
export async function compileParts(
  compilation: Compilation,
  path: Path,
  entries: readonly unknown[],
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const [index, entry] of entries.entries()) {
    const part = await compilePart(compilation, [...path, index], entry);
    if (part === undefined) compilation.incomplete = true;
    else parts.push(part);
  }
  return parts;
}

async function compilePart(compilation: Compilation, at: Path, entry: unknown): Promise<Part | undefined> {
  const { document, registry } = compilation;
  const parsed = nameAndParameters(entry);
  if (parsed === undefined) {
    document.report(at, "a step is a gadget's name, or its name with parameters: `- name: { key: value }`");
    return undefined;
  }
  const { name, written } = parsed;
  const within: Path = typeof entry === "string" ? at : [...at, name];
  if (name === "choose") return compileChoice(compilation, at, within, written);
  if (!registry.names.includes(name)) {
    const hint = didYouMean(name, [...registry.names, "choose"]) || `; there are: ${registry.names.join(", ")}`;
    document.report(at, `unknown gadget '${name}'${hint}`);
    return undefined;
  }
  return compileStep(compilation, await registry.load(name), written, at, within);
}

function nameAndParameters(entry: unknown): { name: string; written: unknown } | undefined {
  if (typeof entry === "string") return { name: entry, written: {} };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return undefined;
  const [first, ...others] = Object.entries(entry);
  if (first === undefined || others.length > 0) return undefined;
  return { name: first[0], written: first[1] ?? {} };
}

async function compileChoice(
  compilation: Compilation,
  at: Path,
  within: Path,
  written: unknown,
): Promise<Choice | undefined> {
  const { document, defaults, used } = compilation;
  const checked = validate(ChoiceText, written);
  document.reportAll(within, checked.complaints);
  if (checked.complaints.length > 0) return undefined;

  const { parameter, branches: texts } = checked.value as Static<typeof ChoiceText>;
  used.add(parameter);
  if (!Object.hasOwn(defaults, parameter)) {
    const hint = didYouMean(parameter, Object.keys(defaults)) || "; declare it under `parameters`";
    document.report([...within, "parameter"], `unknown parameter '${parameter}'${hint}`);
  } else if (!canChoose(defaults[parameter])) {
    const expected = 'a text ("" for no branch), a number, true or false';
    document.report(
      [...within, "parameter"],
      `the default of '${parameter}' can choose no branch; it must be ${expected}`,
    );
  }
  const branches = [];
  for (const [name, entries] of Object.entries(texts)) {
    branches.push({ name, parts: await compileParts(compilation, [...within, "branches", name], entries) });
  }
  const { file, line, column } = document.place(at);
  return { parameter, fallback: defaults[parameter], branches, path: at, place: `${file}:${line}:${column}` };
}
