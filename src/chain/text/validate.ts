import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { TSchema } from "typebox";
import { issueOf, type ValidationIssue } from "./issue-text.ts";

// Schemas are not checked against JSON Schema's own: compiling that takes longer than all others of a chain. Ajv's strict
// mode still rejects unknown keywords and wrong values of known ones.
const options = { allErrors: true, useDefaults: true, verbose: true, validateSchema: false } as const;
const strict = new Ajv(options);
/** Clients send JSON whose numbers and booleans may be strings. */
const coercing = new Ajv({ ...options, coerceTypes: true });

for (const ajv of [strict, coercing]) {
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
}

const compiled = new Map<Ajv, WeakMap<object, ValidateFunction>>([
  [strict, new WeakMap()],
  [coercing, new WeakMap()],
]);

function validator(ajv: Ajv, schema: TSchema): ValidateFunction {
  const cache = compiled.get(ajv)!;
  const known = cache.get(schema) ?? ajv.compile(schema);
  cache.set(schema, known);
  return known;
}

/**
 * Checks a value and fills in its defaults.
 * @param options.coerce accept numbers and booleans written as strings
 * @returns the value with defaults, and all issues; `value` itself is not modified
 */
export function validate(
  schema: TSchema,
  value: unknown,
  options: { coerce?: boolean } = {},
): { value: unknown; issues: ValidationIssue[] } {
  const check = validator(options.coerce ? coercing : strict, schema);
  const copy = structuredClone(value);
  check(copy);
  return { value: copy, issues: withoutAlternatives(check.errors ?? []).map(issueOf) };
}

/** If none of several forms fits a value, one issue describes all of them, and not what each of them lacks. */
function withoutAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf").map(({ schemaPath }) => `${schemaPath}/`);
  return errors.filter(({ schemaPath }) => !unions.some((union) => schemaPath.startsWith(union)));
}
