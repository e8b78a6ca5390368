/** As much of a JSON Schema as parameters of gadgets use. */
export interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly ValueSchema[];
  readonly items?: ValueSchema;
  readonly patternProperties?: Readonly<Record<string, ValueSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly description?: string;
}

/** What a value may be, in words: `number from 0 to 1`, `one of rss, adaptive`, `list of texts`. */
export function valueWords(schema: ValueSchema): string {
  if (schema.enum !== undefined)
    return schema.enum.length === 1 ? shown(schema.enum[0]) : `one of ${schema.enum.map(shown).join(", ")}`;
  if (schema.const !== undefined) return shown(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map(valueWords).join(" or ");
  switch (schema.type) {
    case "array":
      return `list of ${schema.items === undefined ? "anything" : valueWords(schema.items)}${lengthWords(schema)}`;
    case "object": {
      const [values] = Object.values(schema.patternProperties ?? {});
      return values === undefined || isAnything(values) ? "map" : `map of ${valueWords(values)}`;
    }
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "integer":
      return `whole number${boundWords(schema)}`;
    case "number":
      return `number${boundWords(schema)}`;
    default:
      return "anything";
  }
}

/** A value as it is written in YAML, on one line. */
export function shown(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z][\w./ -]*$/.test(value) ? value : JSON.stringify(value);
}

function isAnything(schema: ValueSchema): boolean {
  return valueWords(schema) === "anything";
}

function boundWords({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ValueSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const bounds = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length === 0 ? "" : `, ${bounds.join(", ")}`;
}

function lengthWords({ minItems, maxItems }: ValueSchema): string {
  if (minItems === undefined && maxItems === undefined) return "";
  if (minItems === maxItems) return `, ${minItems} of them`;
  return maxItems === undefined ? `, ${minItems} or more` : `, ${minItems ?? 0} to ${maxItems}`;
}
