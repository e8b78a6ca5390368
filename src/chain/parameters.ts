import { type Chain, deepFreeze, type Step } from "./chain.ts";
import { didYouMean } from "./suggest.ts";
import { type Complaint, validate } from "./validate.ts";

/** Replaces every `$name` that stands for a whole value. Unknown names stay as they are and are returned. */
export function substitute(
  written: unknown,
  values: Readonly<Record<string, unknown>>,
): { value: unknown; unknown: { path: (string | number)[]; name: string }[] } {
  const unknown: { path: (string | number)[]; name: string }[] = [];
  const walk = (value: unknown, path: (string | number)[]): unknown => {
    if (typeof value === "string" && value.startsWith("$")) {
      const name = value.slice(1);
      if (Object.hasOwn(values, name)) return values[name];
      unknown.push({ path, name });
      return value;
    }
    if (Array.isArray(value)) return value.map((element, i) => walk(element, [...path, i]));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
    }
    return value;
  };
  return { value: walk(written, []), unknown };
}

/** A value that a client gave to a chain's parameter and that a step refuses. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
}

/**
 * The chain as a client wants it.
 * @param given values by parameter name; numbers and booleans may be strings, lists strings with commas
 * @returns the chain, and a sentence for each value that the chain has no parameter for
 * @throws ParameterError naming the parameters' step and what it accepts
 */
export function withParameters(
  chain: Chain,
  given: Readonly<Record<string, unknown>>,
): { chain: Chain; warnings: string[] } {
  const known = Object.keys(chain.parameters);
  const warnings = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `chain ${chain.name} has no parameter '${name}'${didYouMean(name, known)}`);
  const values = Object.fromEntries(
    known.map((name) => {
      const fallback = chain.parameters[name]!.default;
      return [name, Object.hasOwn(given, name) ? listed(given[name], fallback) : fallback];
    }),
  );
  const complaints: string[] = [];
  const steps = chain.steps.map((step): Step => {
    const checked = validate(step.gadget.schema, substitute(step.written, values).value, { coerce: true });
    complaints.push(...checked.complaints.map((complaint) => describe(chain, step, complaint)));
    return { ...step, parameters: checked.value };
  });
  if (complaints.length > 0) throw new ParameterError(complaints.join("\n"));
  return { chain: deepFreeze({ ...chain, steps }), warnings };
}

/** Where a list is expected, a text is one with commas between: clients and command lines often have no better. */
function listed(value: unknown, fallback: unknown): unknown {
  if (!Array.isArray(fallback) || typeof value !== "string") return value;
  return value.split(",").map((part) => part.trim());
}

function describe(chain: Chain, step: Step, { message }: Complaint): string {
  return `parameters of chain ${chain.name}: step ${step.number}, ${step.gadget.name} (${step.place}): ${message}`;
}
