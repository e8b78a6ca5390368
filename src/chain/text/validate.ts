import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { TSchema } from "typebox";
import { didYouMean } from "./suggest.ts";

/** A schema violation: message and path in the value. */
export interface ValidationIssue {
  readonly path: readonly (string | number)[];
  /** Set if the key is wrong, not the value. */
  readonly key?: string;
  readonly message: string;
}

const strict = new Ajv({ allErrors: true, useDefaults: true, verbose: true });
/** Clients send JSON whose numbers and booleans may be strings. */
const coercing = new Ajv({ allErrors: true, useDefaults: true, verbose: true, coerceTypes: true });

// Markers of gadget parameters, which do not constrain values.
for (const ajv of [strict, coercing]) ajv.addVocabulary(["shorthand", "trusted"]);

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
  return { value: copy, issues: (check.errors ?? []).map(issueOf) };
}

function issueOf(error: ErrorObject): ValidationIssue {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const name = path.length === 0 ? "" : `'${path.join(".")}' `;
  const parameters = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(parameters.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      // What follows a comma in { … } is a key.
      const quotes = key.includes(" ") ? "; a text with a comma needs quotes within { … }" : "";
      const hint =
        quotes || didYouMean(key, known) || (known.length > 0 ? `; known: ${known.join(", ")}` : "; there are none");
      return { path, key, message: `unknown key '${key}'${hint}` };
    }
    case "required":
      return { path, message: `key '${String(parameters.missingProperty)}' is missing` };
    case "enum": {
      const allowed = parameters.allowedValues as unknown[];
      return { path, message: `${name}is ${show(error.data)}; it must be one of ${allowed.join(", ")}` };
    }
    default:
      return { path, message: `${name}is ${show(error.data)}; it ${error.message}` };
  }
}

/** A value as quoted in messages. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
