import type { ErrorObject } from "ajv";
import { counted, didYouMean } from "../../text/index.ts";
import { shown, type ValueSchema, valueText, withArticle } from "./value-text.ts";

/** A schema violation: message and path in the value. */
export interface ValidationIssue {
  readonly path: readonly (string | number)[];
  /** Set if the key is wrong, not the value. */
  readonly key?: string;
  readonly message: string;
}

/** What is wrong with a value, and what to write instead. */
export function issueOf({ instancePath, keyword, params, parentSchema = {}, data }: ErrorObject): ValidationIssue {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const schema = parentSchema as ValueSchema;
  const parameters = params as Record<string, unknown>;
  if (keyword === "additionalProperties") return unknownKey(path, String(parameters.additionalProperty), schema);
  if (keyword === "required") return { path, message: `key '${String(parameters.missingProperty)}' is missing` };
  if (path.length === 0 && schema.type === "object") return { path, message: notAMap(data, schema) };
  const subject =
    path.length === 0 ? show(data) : `'${path.join(".")}' ${data === null ? "has no value" : `is ${show(data)}`}`;
  return { path, message: `${subject}; it must ${requirement(keyword, parameters, schema, data)}` };
}

function unknownKey(path: ValidationIssue["path"], key: string, { properties = {} }: ValueSchema): ValidationIssue {
  const known = Object.keys(properties);
  const hint =
    spaceHint(key, known) ||
    didYouMean(key, known) ||
    (known.length > 0 ? `; known: ${known.join(", ")}` : "; there are none");
  return { path, key, message: `unknown key '${key}'${hint}` };
}

/** A key with spaces is a text with a comma, of which what follows the comma is a key, or lacks its colon. */
function spaceHint(key: string, known: readonly string[]): string {
  const [first = "", ...rest] = key.split(/\s+/);
  if (rest.length === 0) return "";
  if (known.includes(first)) return `; write \`${first}: ${rest.join(" ")}\``;
  return "; a text with a comma needs quotes within { … }";
}

function notAMap(data: unknown, { properties = {} }: ValueSchema): string {
  const known = Object.keys(properties);
  if (known.length === 0) return `${show(data)} has no meaning here, where there are no parameters: remove it`;
  return `${show(data)} is not a map: write \`{ key: value }\`; known keys: ${known.join(", ")}`;
}

function requirement(keyword: string, parameters: Record<string, unknown>, schema: ValueSchema, data: unknown): string {
  switch (keyword) {
    case "minimum":
      return `be at least ${parameters.limit}`;
    case "maximum":
      return `be at most ${parameters.limit}`;
    case "exclusiveMinimum":
      return `be above ${parameters.limit}`;
    case "exclusiveMaximum":
      return `be below ${parameters.limit}`;
    case "minLength":
      return parameters.limit === 1
        ? "not be empty"
        : `have at least ${counted(Number(parameters.limit), "character")}`;
    case "maxLength":
      return `have at most ${counted(Number(parameters.limit), "character")}`;
    case "minItems":
      return `have at least ${counted(Number(parameters.limit), "item")}`;
    case "maxItems":
      return `have at most ${counted(Number(parameters.limit), "item")}`;
    case "minProperties":
      return `have at least ${counted(Number(parameters.limit), "key")}`;
    case "maxProperties":
      return `have at most ${counted(Number(parameters.limit), "key")}`;
    case "pattern":
      return `match pattern ${parameters.pattern}`;
    case "uniqueItems":
      return "not have an item twice";
    default:
      return `be ${withArticle(valueText(schema))}${exampleFor(schema, data)}`;
  }
}

/** What to write, if that is more than a choice among names. */
function exampleFor(schema: ValueSchema, data: unknown): string {
  const { type, default: preset } = schema;
  if ((type === "number" || type === "integer") && typeof data === "string" && data.trim() !== "") {
    if (Number.isFinite(Number(data))) return ": write it without quotes";
  }
  if (type === "array" && (data === null || (typeof data === "string" && /\s/.test(data))))
    return ": write each item on a line, after `- `";
  if (type === "array" && (typeof data === "string" || typeof data === "number")) return `: write [${shown(data)}]`;
  if (type === "object")
    return `: write \`{ ${Object.keys(schema.properties ?? { key: "" })
      .map((key) => `${key}: …`)
      .join(", ")} }\``;
  if (type === "boolean" || schema.enum !== undefined || preset === undefined || preset === "") return "";
  return `, such as ${shown(preset)}`;
}

/** A value as quoted in messages. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
