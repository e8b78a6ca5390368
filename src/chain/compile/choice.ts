import { didYouMean } from "../../text/index.ts";
import type { Branch, Choice, Part, Section } from "../chain.ts";
import { show } from "../text/issue-text.ts";

/** Whether a parameter's value can name a branch. */
export function canChoose(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/**
 * Resolves the choices of a chain for given parameter values.
 * @param refuse called for each value that is neither a branch nor the default
 */
export function chosenSections(
  parts: readonly Part[],
  values: Readonly<Record<string, unknown>>,
  refuse: (choice: Choice, reason: string) => void,
): Section[] {
  const choose = (inner: readonly Part[]) => chosenSections(inner, values, refuse);
  return parts.flatMap((part): Section | Section[] => {
    if (part.kind === "step") return part;
    if (part.kind !== "choice") {
      const branches = part.branches.map(({ name, parts: inner }) => ({ name, parts: choose(inner) }));
      return { ...part, branches };
    }
    const value = values[part.parameter];
    const branch = branchOf(part, value);
    if (branch !== undefined) return choose(branch.parts);
    // A client may send an object whose conversion to a text fails.
    if (!canChoose(value) || String(value) !== String(part.fallback)) refuse(part, refusal(part, value));
    return [];
  });
}

/** The branch that a value selects. Clients may also send true and false as text, in any case. */
export function branchOf({ branches }: Choice, value: unknown): Branch<Part> | undefined {
  if (!canChoose(value)) return undefined;
  const find = (branch: string) => branches.find(({ name }) => name === branch);
  const text = String(value);
  return find(text) ?? (/^(true|false)$/i.test(text) ? find(text.toLowerCase()) : undefined);
}

function refusal(choice: Choice, value: unknown): string {
  const { parameter, branches, fallback } = choice;
  const names = branches.map(({ name }) => name);
  const hint = canChoose(value) ? didYouMean(String(value), names) : "";
  const none = branchOf(choice, fallback) === undefined ? `, or ${JSON.stringify(fallback)} for none of them` : "";
  return `'${parameter}' is ${show(value)}; it must be one of ${names.join(", ")}${none}${hint}`;
}
