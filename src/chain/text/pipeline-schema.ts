import type { TSchema } from "typebox";
import type { Gadget } from "../../gadget-api/index.ts";
import { ChainText } from "../compile/compile.ts";
import { ChoiceText } from "../compile/compile-choice.ts";
import { SettingsText } from "../compile/compile-parallel.ts";
import { choose, parallel, snippetOf, worksByName } from "./step-snippets.ts";

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
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A Larmor chain",
    type: "object",
    required: ["description", "chain"],
    additionalProperties: false,
    properties: titled({
      description: description!,
      parameters: parameters!,
      save: save!,
      chain: { ...STEPS, description: chain!.description, minItems: 1 },
    }),
    definitions: {
      steps: { type: "array", items: { $ref: "#/definitions/step" } },
      step: { anyOf: [...gadgets.filter(worksByName).map(nameAlone), nameWithParameters(gadgets)] },
    },
  };
}

/** A plain name is the gadget with its defaults. */
function nameAlone({ name, summary }: Gadget): JsonSchema {
  return { title: name, description: summary, const: name };
}

/** A map of one name to its parameters. Only snippets complete it: editors would insert `name: name` for the others. */
function nameWithParameters(gadgets: readonly Gadget[]): JsonSchema {
  const steps: (readonly [name: string, summary: string, schema: JsonSchema])[] = [
    ...gadgets.map((gadget) => [gadget.name, gadget.summary, parametersOf(gadget)] as const),
    [choose.label, choose.description, choiceSchema()],
    [parallel.label, parallel.description, parallelSchema()],
  ];
  return {
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    defaultSnippets: [...gadgets.filter((gadget) => !worksByName(gadget)).map(snippetOf), choose, parallel],
    properties: Object.fromEntries(
      steps.map(([name, description, schema]) => [name, { ...schema, title: name, description, doNotSuggest: true }]),
    ),
  };
}

function parametersOf({ name, summary, schema, shorthand }: Gadget): JsonSchema {
  const map = referable(plain(schema)) as JsonSchema & { properties: Readonly<Record<string, JsonSchema>> };
  const forms: JsonSchema[] = [{ ...map, properties: titled(map.properties) }, { type: "null" }];
  // Editors show the step's title and description, not those of the parameter.
  if (shorthand !== undefined)
    forms.push({ title: name, description: summary, anyOf: map.properties[shorthand]!.anyOf });
  return { anyOf: [...forms, REFERENCE] };
}

/** Gives each property its name as title, which editors show above its description. */
function titled(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, { title: key, ...schema }]));
}

function choiceSchema(): JsonSchema {
  const { properties, ...rest } = plain(ChoiceText) as { properties: Record<string, JsonSchema> };
  return {
    ...rest,
    properties: titled({ ...properties, branches: { ...properties.branches, additionalProperties: STEPS } }),
  };
}

function parallelSchema(): JsonSchema {
  const { properties } = plain(SettingsText) as { properties: Record<string, JsonSchema> };
  return { type: "object", properties: titled(properties), additionalProperties: STEPS };
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
