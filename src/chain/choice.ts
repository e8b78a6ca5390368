import Type from "typebox";
import type { Branch, Choice, Part, Step } from "./chain.ts";
import { didYouMean } from "./suggest.ts";
import { show } from "./validate.ts";

/** What `choose` may say. */
export const ChoiceText = Type.Object(
  {
    parameter: Type.String({ description: "The chain's parameter whose value chooses." }),
    branches: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
      minProperties: 1,
      description: "The steps of each value.",
    }),
  },
  { additionalProperties: false },
);

/** Whether a parameter's value can name a branch. */
export function canChoose(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/**
 * The steps that run where a chain's parameters have some values.
 * @param refuse is told of each value that is neither a branch nor the default
 */
export function chosenSteps(
  parts: readonly Part[],
  values: Readonly<Record<string, unknown>>,
  refuse: (choice: Choice, reason: string) => void,
): Step[] {
  return parts.flatMap((part) => {
    if ("gadget" in part) return part;
    const value = values[part.parameter];
    const branch = branchOf(part, value);
    if (branch !== undefined) return chosenSteps(branch.parts, values, refuse);
    if (String(value) !== String(part.fallback)) refuse(part, refusal(part, value));
    return [];
  });
}

/** The branch that a value chooses. Clients send true and false as texts too, in any case. */
export function branchOf({ branches }: Choice, value: unknown): Branch | undefined {
  if (!canChoose(value)) return undefined;
  const find = (wanted: string) => branches.find(({ name }) => name === wanted);
  const text = String(value);
  return find(text) ?? (/^(true|false)$/i.test(text) ? find(text.toLowerCase()) : undefined);
}

function refusal(choice: Choice, value: unknown): string {
  const { parameter, branches, fallback } = choice;
  const names = branches.map(({ name }) => name);
  const none = branchOf(choice, fallback) === undefined ? `, or ${JSON.stringify(fallback)} for none of them` : "";
  return `'${parameter}' is ${show(value)}; it must be one of ${names.join(", ")}${none}${didYouMean(String(value), names)}`;
}
