/** The part of JSON Schema that gadget parameters use. */
export interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly ValueSchema[];
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
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

/** Describes the valid values: `number from 0 to 1`, `one of rss, adaptive`, `list of texts`. */
export function valueText(schema: ValueSchema): string {
  if (schema.enum !== undefined)
    return schema.enum.length === 1 ? shown(schema.enum[0]) : `one of ${schema.enum.map(shown).join(", ")}`;
  if (schema.const !== undefined) return shown(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map(valueText).join(" or ");
  switch (schema.type) {
    case "array":
      if (schema.items === undefined || isAnything(schema.items)) return "list";
      return `list of ${valueText(schema.items).replace(/(^| or )(text|number|whole number)\b/g, "$1$2s")}${lengthText(schema)}`;
    case "object": {
      const [values] = Object.values(schema.patternProperties ?? {});
      return values === undefined || isAnything(values) ? "map" : `map of ${valueText(values)}`;
    }
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "integer":
      return `whole number${boundText(schema)}`;
    case "number":
      return `number${boundText(schema)}`;
    default:
      return "anything";
  }
}

/** The description of one value in a sentence: `a number from 0 to 1`, `one of rss, adaptive`. */
export function withArticle(description: string): string {
  const forms = description
    .split(" or ")
    .map((form) => (/^(list|map|text|whole|number)\b/.test(form) ? `a ${form}` : form));
  return forms.join(" or ");
}

/** A value in YAML syntax, on one line. */
export function shown(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z][\w./ -]*$/.test(value) ? value : JSON.stringify(value);
}

function isAnything(schema: ValueSchema): boolean {
  return valueText(schema) === "anything";
}

function boundText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ValueSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const bounds = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length === 0 ? "" : `, ${bounds.join(", ")}`;
}

function lengthText({ minItems, maxItems }: ValueSchema): string {
  if (minItems === undefined && maxItems === undefined) return "";
  if (minItems === maxItems) return `, ${minItems} of them`;
  return maxItems === undefined ? `, ${minItems} or more` : `, ${minItems ?? 0} to ${maxItems}`;
}
