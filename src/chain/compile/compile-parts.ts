import { counted, didYouMean } from "../../text/index.ts";
import type { Part } from "../chain.ts";
import type { GadgetRegistry } from "../registry.ts";
import type { Path } from "../text/document.ts";
import { show } from "../text/issue-text.ts";
import { isRecord } from "../text/records.ts";
import { MOST_STEPS } from "./bounds.ts";
import type { Compilation, CompileParts } from "./compilation.ts";
import { compileChoice } from "./compile-choice.ts";
import { compileParallel } from "./compile-parallel.ts";
import { compileStep } from "./compile-step.ts";

/**
 * Compiles a list of steps. Problems are reported, and entries that cannot be compiled are omitted: all of them, if the
 * chain has too many steps.
 * @param path of the list
 */
export async function compileParts(
  compilation: Compilation,
  path: Path,
  entries: readonly unknown[],
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  compilation.stepCount += entries.length + 1; // an empty branch takes time too
  if (compilation.stepCount > MOST_STEPS) {
    const message = `a chain has at most ${counted(MOST_STEPS, "step")} and branches; this one has more`;
    compilation.document.report(["chain"], message);
    compilation.incomplete = true;
    return parts;
  }
  for (const [index, entry] of entries.entries()) {
    const part = await compilePart(compilation, [...path, index], entry);
    if (part === undefined) compilation.incomplete = true;
    else parts.push(part);
  }
  return parts;
}

async function compilePart(compilation: Compilation, at: Path, entry: unknown): Promise<Part | undefined> {
  const { document, registry } = compilation;
  const parsed = nameAndParameters(entry, registry.names);
  if (parsed === undefined) {
    document.report(at, wrongStep(entry));
    return undefined;
  }
  const { name, written, indentedLikeName } = parsed;
  const within: Path = typeof entry === "string" || indentedLikeName.length > 0 ? at : [...at, name];
  for (const key of indentedLikeName) {
    const change = registry.names.includes(key)
      ? `begin it with \`- ${key}\` if it is a step`
      : "indent it further if it is its parameter";
    document.reportKey(at, key, `'${key}' is indented like '${name}': ${change}`);
  }
  const inner: CompileParts = (path, entries) => compileParts(compilation, path, entries);
  if (name === "choose") return compileChoice(compilation, at, within, written, inner);
  if (name === "parallel") return compileParallel(compilation, at, within, written, inner);
  const { names } = registry;
  if (!names.includes(name)) {
    document.report(at, `unknown gadget '${name}'${hintFor(name, registry)}`);
    return undefined;
  }
  try {
    return compileStep(compilation, await registry.load(name), written, at, within);
  } catch (error) {
    document.report(at, (error as Error).message);
    return undefined;
  }
}

function hintFor(name: string, registry: GadgetRegistry): string {
  const { names } = registry;
  const nearby = registry.nearby?.(name);
  if (nearby !== undefined) return `, but ${nearby}`;
  const [first = "", ...rest] = name.split(/\s+/);
  if (rest.length > 0 && names.includes(first)) return `; parameters are written \`- ${first}: { key: value }\``;
  return didYouMean(name, [...names, "choose", "parallel"]) || `; there are: ${names.join(", ")}`;
}

interface StepText {
  readonly name: string;
  readonly written: unknown;
  /** Parameters that are indented like the gadget's name, so that YAML reads them as further keys of the step. */
  readonly indentedLikeName: readonly string[];
}

function nameAndParameters(entry: unknown, gadgets: readonly string[]): StepText | undefined {
  if (typeof entry === "string") return { name: entry, written: {}, indentedLikeName: [] };
  if (!isRecord(entry)) return undefined;
  const [first, ...others] = Object.entries(entry);
  if (first === undefined) return undefined;
  const [name, value] = first;
  if (others.length === 0) return { name, written: value ?? {}, indentedLikeName: [] };
  if (value !== null) return undefined;
  const written = Object.fromEntries(others.filter(([key]) => !gadgets.includes(key)));
  return { name, written, indentedLikeName: others.map(([key]) => key) };
}

function wrongStep(entry: unknown): string {
  const form = "a step is a gadget's name, or its name with parameters: `- name: { key: value }`";
  if (isRecord(entry)) {
    const keys = Object.keys(entry).map((key) => `'${key}'`);
    return keys.length === 0 ? `the step is empty; ${form}` : `the step has the keys ${keys.join(" and ")}; ${form}`;
  }
  if (entry === null) return `the step is empty; ${form}`;
  return Array.isArray(entry) ? `the step is a list; ${form}` : `the step is ${show(entry)}; ${form}`;
}
