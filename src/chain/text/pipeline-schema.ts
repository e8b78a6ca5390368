import type { TSchema } from "typebox";
import type { Gadget } from "../../gadget-api/index.ts";
import { ChainText } from "../compile/compile.ts";
import { ChoiceText } from "../compile/compile-choice.ts";
import { SettingsText } from "../compile/compile-parallel.ts";

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const STEPS = { $ref: "#/definitions/steps" };

/** A reference to a chain parameter, in place of a value. */
const REFERENCE = { type: "string", pattern: "^\\$[A-Za-z]", description: "A chain parameter." };

/**
 * The JSON Schema (draft 07) of pipeline files, for completion and documentation in editors. Checks that need the whole
 * text, such as for a step that nothing reaches, are left to `compileChain`.
 * @param gadgets that chains may name
 */
export function pipelineSchema(gadgets: readonly Gadget[]): JsonSchema {
  const { description, parameters, save, chain } = plain(ChainText.properties);
  const steps = [
    ...gadgets.map((gadget) => [gadget.name, { ...parametersOf(gadget), description: gadget.summary }]),
    ["choose", { ...choiceSchema(), description: "Select the steps to run by a parameter." }],
    ["parallel", { ...parallelSchema(), description: "Send messages through several branches." }],
  ];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A Larmor chain",
    type: "object",
    required: ["description", "chain"],
    additionalProperties: false,
    properties: { description, parameters, save, chain: { ...STEPS, description: chain!.description, minItems: 1 } },
    definitions: {
      steps: { type: "array", items: { $ref: "#/definitions/step" } },
      step: {
        anyOf: [
          // A plain name is the gadget with its defaults.
          ...gadgets.map(({ name, summary }) => ({ const: name, description: summary })),
          {
            type: "object",
            minProperties: 1,
            maxProperties: 1,
            additionalProperties: false,
            properties: Object.fromEntries(steps),
          },
        ],
      },
    },
  };
}

function parametersOf({ schema, shorthand }: Gadget): JsonSchema {
  const map = referable(plain(schema)) as JsonSchema;
  const forms: unknown[] = [map, { type: "null" }];
  if (shorthand !== undefined) forms.push((map.properties as Record<string, unknown>)[shorthand]);
  return { anyOf: [...forms, REFERENCE] };
}

function choiceSchema(): JsonSchema {
  const { properties, ...rest } = plain(ChoiceText) as { properties: Record<string, JsonSchema> };
  return { ...rest, properties: { ...properties, branches: { ...properties.branches, additionalProperties: STEPS } } };
}

function parallelSchema(): JsonSchema {
  const { properties } = plain(SettingsText) as { properties: JsonSchema };
  return { type: "object", properties, additionalProperties: STEPS };
}

/** Allows a reference in place of any value. Omitted keys have their defaults. */
function referable(schema: JsonSchema): JsonSchema {
  const {
    properties,
    items,
    default: _,
    required: __,
    shorthand: ___,
    trusted: ____,
    address: _____,
    chainText: ______,
    ...rest
  } = schema as {
    properties?: Record<string, JsonSchema>;
    items?: JsonSchema;
    default?: unknown;
    required?: unknown;
    shorthand?: unknown;
    trusted?: unknown;
    address?: unknown;
    chainText?: unknown;
  };
  return {
    ...rest,
    ...(items && { items: orReference(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, orReference(value)])),
    }),
  };
}

function orReference(schema: JsonSchema): JsonSchema {
  const { description, default: preset } = schema as { description?: string; default?: unknown };
  const { description: _, ...form } = referable(schema) as JsonSchema & { description?: string };
  return {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
    anyOf: [form, REFERENCE],
  };
}

/** Removes the additional properties that typebox keeps in a schema. */
function plain<T extends TSchema | Record<string, TSchema>>(schema: T): Record<keyof T, JsonSchema> {
  return JSON.parse(JSON.stringify(schema)) as Record<keyof T, JsonSchema>;
}
