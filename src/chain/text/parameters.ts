import { isDeepStrictEqual } from "node:util";
import { didYouMean } from "../../text/index.ts";
import { type Chain, type ChainParameter, deepFreeze, type Placed, positionOf, type Step } from "../chain.ts";
import { type ClientRights, outsideIssues } from "../client-rights.ts";
import { unfitParameter } from "../compile/bounds.ts";
import { chosenSections } from "../compile/choice.ts";
import { withSteps } from "../compile/sections.ts";
import { ChainFailure } from "../errors.ts";
import { show } from "./issue-text.ts";
import { firstOf } from "./problem.ts";
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
 * @param rights of the client; without them, the values come from the user of this machine
 * @returns the chain, and a warning for each value that matches no parameter of the chain
 * @throws ParameterError naming the step, its parameter and the accepted values
 */
export function withParameters(
  chain: Chain,
  given: Readonly<Record<string, unknown>>,
  rights?: ClientRights,
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
  const refusals = known.flatMap((name) => {
    const issue = Object.hasOwn(given, name) ? parameterIssue(values[name], chain.parameters[name]!) : undefined;
    return issue === undefined ? [] : [`parameters of chain ${chain.name}: '${name}' ${issue}`];
  });
  // Steps are not tried with values of any size.
  if (refusals.length > 0) throw new ParameterError(refusals.join("\n"));
  const refuse = (part: Placed, name: string, reason: string) =>
    refusals.push(`parameters of chain ${chain.name}: ${positionOf(part)}, ${name} (${part.place}): ${reason}`);
  const defaults = Object.fromEntries(known.map((name) => [name, chain.parameters[name]!.default]));
  const chosen = chosenSections(chain.parts, values, (choice, reason) => refuse(choice, "choose", reason));
  const changed = withSteps({ ...chain, sections: chosen }, (step) => {
    const written = substitute(step.written, values).value;
    if (isDeepStrictEqual(written, substitute(step.written, defaults).value)) return step; // valid as compiled
    const checked = validate(step.gadget.schema, written, { coerce: true });
    for (const { message } of checked.issues) refuse(step, step.gadget.name, message);
    const issue = checked.issues.length === 0 ? step.gadget.validate(checked.value) : undefined;
    if (issue !== undefined) refuse(step, step.gadget.name, issue);
    for (const refusal of outsideRefusals(step, checked.value, rights)) refuse(step, step.gadget.name, refusal);
    return { ...step, parameters: checked.value };
  });
  if (refusals.length > 0) throw new ParameterError(firstOf(refusals, (refusal) => refusal));
  const set = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(value, chain.parameters[name]!.default)),
  );
  return { chain: deepFreeze({ ...changed, set }), warnings };
}

/** What is wrong with a value before any step sees it; `undefined` if nothing is. */
function parameterIssue(value: unknown, { minimum, maximum }: ChainParameter): string | undefined {
  const unfit = unfitParameter(value);
  if (unfit !== undefined) return unfit;
  const isWithin = (limit: number, sign: 1 | -1) => sign * Number(value) <= sign * limit;
  const isNumber = (typeof value === "number" || typeof value === "string") && Number.isFinite(Number(value));
  if (minimum !== undefined && !(isNumber && isWithin(minimum, -1)))
    return `is ${show(value)}; it must be ${isNumber ? "" : "a number of "}at least ${minimum}`;
  if (maximum !== undefined && !(isNumber && isWithin(maximum, 1)))
    return `is ${show(value)}; it must be ${isNumber ? "" : "a number of "}at most ${maximum}`;
  return undefined;
}

/** Why a client may not set a step's parameters as it did: those that the chain itself sets are not its concern. */
function outsideRefusals({ gadget, parameters }: Step, values: unknown, rights: ClientRights | undefined): string[] {
  if (rights === undefined) return [];
  const before = parameters as Readonly<Record<string, unknown>>;
  const after = values as Readonly<Record<string, unknown>>;
  return outsideIssues(gadget, after, rights).flatMap(([key, refusal]) =>
    after[key] === before[key] ? [] : [refusal],
  );
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
