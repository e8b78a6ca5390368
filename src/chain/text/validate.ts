import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { TSchema } from "typebox";
import { issueOf, type ValidationIssue } from "./issue-text.ts";

// Schemas are not checked against JSON Schema's own: compiling that takes longer than all others of a chain. Ajv's strict
// mode still rejects unknown keywords and wrong values of known ones.
const options = { allErrors: true, useDefaults: true, verbose: true, validateSchema: false, meta: false } as const;

/** Validators of schemas, compiled when they are needed. */
class Validators {
  readonly #ajv: Ajv;
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor(coerceTypes: boolean) {
    this.#ajv = new Ajv({ ...options, coerceTypes });
    // Markers of gadget parameters, which do not constrain values.
    this.#ajv.addVocabulary(["shorthand", "trusted", "address", "chainText"]);
    // Ajv's own compares all pairs, which takes seconds for a client's long list.
    this.#ajv.removeKeyword("uniqueItems").addKeyword({
      keyword: "uniqueItems",
      type: "array",
      schemaType: "boolean",
      error: { message: "must NOT have duplicate items" },
      validate: (isRequired: boolean, items: readonly unknown[]) =>
        !isRequired || new Set(items.map((item) => JSON.stringify(item))).size === items.length,
    });
  }

  of(schema: TSchema): ValidateFunction {
    const known = this.#compiled.get(schema) ?? this.#ajv.compile(schema);
    this.#compiled.set(schema, known);
    return known;
  }
}

/** By whether they coerce types: clients send JSON whose numbers and booleans may be strings. */
const made = new Map<boolean, Validators>();

function validator(schema: TSchema, coerceTypes: boolean): ValidateFunction {
  const validators = made.get(coerceTypes) ?? new Validators(coerceTypes);
  made.set(coerceTypes, validators);
  return validators.of(schema);
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
  const check = validator(schema, coerce);
  const copy = structuredClone(value);
  check(copy);
  return { value: copy, issues: withoutAlternatives(check.errors ?? []).map(issueOf) };
}

/** If none of several forms fits a value, one issue describes all of them, and not what each of them lacks. */
function withoutAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf").map(({ schemaPath }) => `${schemaPath}/`);
  return errors.filter(({ schemaPath }) => !unions.some((union) => schemaPath.startsWith(union)));
}
