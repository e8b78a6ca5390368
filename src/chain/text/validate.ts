import { Ajv, type ErrorObject } from "ajv";
import type { TSchema } from "typebox";
import { issueOf, type ValidationIssue } from "./issue-text.ts";

// Schemas are not checked against JSON Schema's own: compiling that takes longer than all others of a chain. Ajv's strict
// mode still rejects unknown keywords and wrong values of known ones.
const options = { allErrors: true, useDefaults: true, verbose: true, validateSchema: false, meta: false } as const;

/** Made when they are needed, by whether they coerce types: clients send JSON whose numbers and booleans may be strings. */
const made = new Map<boolean, Ajv>();

function ajv(coerceTypes: boolean): Ajv {
  const known = made.get(coerceTypes);
  if (known !== undefined) return known;
  const ajv = new Ajv({ ...options, coerceTypes });
  // Markers of gadget parameters, which do not constrain values.
  ajv.addVocabulary(["shorthand", "trusted", "address", "chainText"]);
  // Ajv's own compares all pairs, which takes seconds for a client's long list.
  ajv.removeKeyword("uniqueItems").addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    error: { message: "must NOT have duplicate items" },
    validate: (isRequired: boolean, items: readonly unknown[]) =>
      !isRequired || new Set(items.map((item) => JSON.stringify(item))).size === items.length,
  });
  made.set(coerceTypes, ajv);
  return ajv;
}

/**
 * Checks a value and fills in its defaults.
 * @param options.coerce accept numbers and booleans written as strings
 * @returns the value with defaults, and all issues; `value` itself is not modified
 */
export function validate(
  schema: TSchema,
  value: unknown,
  { coerce = false }: { coerce?: boolean } = {},
): { value: unknown; issues: ValidationIssue[] } {
  const check = ajv(coerce).compile(schema); // Ajv keeps what it has compiled.
  const copy = structuredClone(value);
  check(copy);
  return { value: copy, issues: withoutAlternatives(check.errors ?? []).map(issueOf) };
}

/** If none of several forms fits a value, one issue describes all of them, and not what each of them lacks. */
function withoutAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf").map(({ schemaPath }) => `${schemaPath}/`);
  return errors.filter(({ schemaPath }) => !unions.some((union) => schemaPath.startsWith(union)));
}
