import type { Part } from "../chain.ts";
import type { Path } from "../text/document.ts";
import { didYouMean } from "../text/suggest.ts";
import type { Compilation, CompileParts } from "./compilation.ts";
import { compileChoice } from "./compile-choice.ts";
import { compileParallel } from "./compile-parallel.ts";
import { compileStep } from "./compile-step.ts";

/**
 * Compiles a list of steps. Problems are reported, and entries that cannot be compiled are omitted.
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
  const inner: CompileParts = (path, entries) => compileParts(compilation, path, entries);
  if (name === "choose") return compileChoice(compilation, at, within, written, inner);
  if (name === "parallel") return compileParallel(compilation, at, within, written, inner);
  const { names } = registry;
  if (!names.includes(name)) {
    const known = [...names, "choose", "parallel"];
    const hint = didYouMean(name, known) || `; there are: ${names.join(", ")}`;
    document.report(at, `unknown gadget '${name}'${hint}`);
    return undefined;
  }
  try {
    return compileStep(compilation, await registry.load(name), written, at, within);
  } catch (error) {
    document.report(at, (error as Error).message);
    return undefined;
  }
}

function nameAndParameters(entry: unknown): { name: string; written: unknown } | undefined {
  if (typeof entry === "string") return { name: entry, written: {} };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return undefined;
  const [first, ...others] = Object.entries(entry);
  if (first === undefined || others.length > 0) return undefined;
  return { name: first[0], written: first[1] ?? {} };
}
