import { ChainDocument } from "./document.ts";
import { isRecord } from "./records.ts";

/**
 * Whether a client's text of a chain for another server may be passed on. It may not use the step that passes it on: a
 * client could otherwise occupy a session for each level.
 * @returns why not; `undefined` if it may
 */
export function innerChainRefusal(text: string, step: string): string | undefined {
  if (text === "" || /^\uFEFF?\s*</.test(text)) return undefined; // Gadgetron's XML has no such step
  const document = new ChainDocument("text", text);
  const value = document.problems.length === 0 ? document.toValue() : undefined;
  const [problem] = document.problems;
  if (problem !== undefined) return `it is not a chain: line ${problem.line}: ${problem.message}`;
  if (!isRecord(value) || !Array.isArray(value.chain)) return "it is not a chain: it has no list of steps, `chain`";
  return names(value, step) ? `a chain in a client's chain can't use '${step}' again` : undefined;
}

/** Whether a text or key within a value is a name. The depth of the value is limited by its document. */
function names(value: unknown, name: string): boolean {
  if (typeof value !== "object" || value === null) return value === name;
  return Object.entries(value).some(([key, inner]) => key === name || names(inner, name));
}
