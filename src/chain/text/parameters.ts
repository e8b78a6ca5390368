import { isDeepStrictEqual } from "node:util";
import { didYouMean } from "../../text/index.ts";
import { type Chain, deepFreeze, type Placed, positionOf } from "../chain.ts";
import { chosenSections } from "../compile/choice.ts";
import { withSteps } from "../compile/sections.ts";
import { ChainFailure } from "../errors.ts";
import { substitute } from "./substitute.ts";
import { validate } from "./validate.ts";

/** A value of a chain parameter, set by a client, that a step or choice refuses. */
export class ParameterError extends ChainFailure<"bad-parameter"> {
  override readonly name = "ParameterError";

  constructor(message: string) {
    super("bad-parameter", message);
  }
}

/**
 * Applies the parameters that a client sets.
 * @param given values by parameter name; numbers and booleans may be strings, lists strings with commas
 * @returns the chain, and a warning for each value that matches no parameter of the chain
 * @throws ParameterError naming the step, its parameter and the accepted values
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
      return [name, Object.hasOwn(given, name) ? likeDefault(given[name], fallback) : fallback];
    }),
  );
  const refusals: string[] = [];
  const refuse = (part: Placed, name: string, reason: string) =>
    refusals.push(`parameters of chain ${chain.name}: ${positionOf(part)}, ${name} (${part.place}): ${reason}`);
  const chosen = chosenSections(chain.parts, values, (choice, reason) => refuse(choice, "choose", reason));
  const changed = withSteps({ ...chain, sections: chosen }, (step) => {
    const checked = validate(step.gadget.schema, substitute(step.written, values).value, { coerce: true });
    for (const { message } of checked.issues) refuse(step, step.gadget.name, message);
    const issue = checked.issues.length === 0 ? step.gadget.validate(checked.value) : undefined;
    if (issue !== undefined) refuse(step, step.gadget.name, issue);
    return { ...step, parameters: checked.value };
  });
  if (refusals.length > 0) throw new ParameterError(refusals.join("\n"));
  const set = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(value, chain.parameters[name]!.default)),
  );
  return { chain: deepFreeze({ ...changed, set }), warnings };
}

/**
 * Clients and command lines often send strings only. Where a list is expected, the string is split at commas; true and
 * false may be written in any case, or left blank for the default.
 */
function likeDefault(value: unknown, fallback: unknown): unknown {
  if (typeof value !== "string") return value;
  if (Array.isArray(fallback)) return value.split(",").map((part) => part.trim());
  if (typeof fallback === "boolean" && value.trim() === "") return fallback;
  if (typeof fallback === "boolean" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return value;
}
