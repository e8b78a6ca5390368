import { createHash } from "node:crypto";
import Type, { type Static } from "typebox";
import { type Chain, deepFreeze, type Step } from "./chain.ts";
import { ChainDocument, type Path } from "./document.ts";
import { checkFlow } from "./flow.ts";
import { substitute } from "./parameters.ts";
import { ChainError } from "./problem.ts";
import type { GadgetRegistry } from "./registry.ts";
import { didYouMean } from "./suggest.ts";
import { type Complaint, validate } from "./validate.ts";

/** What a pipeline file may say. Steps are looked at one by one: each has its gadget's schema. */
const ChainText = Type.Object(
  {
    description: Type.String({ minLength: 1, description: "What the chain is for." }),
    parameters: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object({ default: Type.Unknown(), description: Type.String() }, { additionalProperties: false }),
        { description: "What a client may set, used as $name in the steps.", default: {} },
      ),
    ),
    save: Type.Optional(Type.Boolean({ description: "Save the incoming data.", default: false })),
    chain: Type.Array(Type.Unknown(), { minItems: 1, description: "The steps, in their order." }),
  },
  { additionalProperties: false },
);

/**
 * Turns a pipeline's text into a chain.
 * @param file how the text is called in messages, e.g. `cartesian.yaml`
 * @throws ChainError with every problem of the text at once
 */
export async function compileChain(name: string, file: string, text: string, registry: GadgetRegistry): Promise<Chain> {
  const document = new ChainDocument(file, text);
  if (text.trimStart().startsWith("<")) {
    document.report([], "this is XML; a chain is written in YAML, with the keys description, parameters and chain");
    throw new ChainError(document.problems.slice(-1));
  }
  if (document.problems.length > 0) throw new ChainError(document.problems);

  const checked = validate(ChainText, document.toValue());
  reportAll(document, [], checked.complaints);
  // What the schema refused may be of any shape, and the rest of it is looked at all the same.
  const source = isRecord(checked.value) ? checked.value : {};
  const parameters = isRecord(source.parameters) ? source.parameters : {};
  const written = Array.isArray(source.chain) ? source.chain : [];

  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, isRecord(value) ? value.default : undefined]),
  );
  const used = new Set<string>();
  const steps: Step[] = [];
  for (const [index, entry] of written.entries()) {
    const step = await compileStep(document, index, entry, defaults, used, registry);
    if (step !== undefined) steps.push(step);
  }
  for (const key of Object.keys(parameters)) {
    if (!used.has(key))
      document.reportKey(["parameters"], key, `parameter '${key}' is used by no step; use it as $${key}`);
  }
  if (steps.length === written.length) checkFlow(document, steps);
  if (document.problems.length > 0) throw new ChainError(document.problems.toSorted(byPlace));

  const valid = checked.value as Static<typeof ChainText>;
  return deepFreeze({
    name,
    description: valid.description,
    parameters: valid.parameters ?? {},
    steps,
    save: valid.save ?? false,
    hash: createHash("sha256").update(text).digest("hex"),
  });
}

async function compileStep(
  document: ChainDocument,
  index: number,
  entry: unknown,
  defaults: Readonly<Record<string, unknown>>,
  used: Set<string>,
  registry: GadgetRegistry,
): Promise<Step | undefined> {
  const parsed = nameAndParameters(entry);
  const at: Path = ["chain", index];
  if (parsed === undefined) {
    document.report(at, "a step is a gadget's name, or its name with parameters: `- name: { key: value }`");
    return undefined;
  }
  const { name, written } = parsed;
  if (!registry.names.includes(name)) {
    const hint = didYouMean(name, registry.names) || `; there are: ${registry.names.join(", ")}`;
    document.report(at, `unknown gadget '${name}'${hint}`);
    return undefined;
  }
  const gadget = await registry.load(name);
  const within: Path = typeof entry === "string" ? at : [...at, name];
  collectReferences(written, used);
  const { value, unknown } = substitute(written, defaults);
  for (const reference of unknown) {
    const known = Object.keys(defaults).map((key) => `$${key}`);
    const hint = didYouMean(`$${reference.name}`, known) || "; declare it under `parameters`";
    document.report([...within, ...reference.path], `unknown parameter '$${reference.name}'${hint}`);
  }
  const checked = validate(gadget.schema, value);
  const named = new Set(unknown.map(({ path }) => path.join("/")));
  reportAll(
    document,
    within,
    checked.complaints.filter(({ path }) => !named.has(path.join("/"))),
  );
  const { file, line, column } = document.place(at);
  return { number: index + 1, gadget, written, parameters: checked.value, place: `${file}:${line}:${column}` };
}

function nameAndParameters(entry: unknown): { name: string; written: unknown } | undefined {
  if (typeof entry === "string") return { name: entry, written: {} };
  if (!isRecord(entry)) return undefined;
  const [first, ...others] = Object.entries(entry);
  if (first === undefined || others.length > 0) return undefined;
  return { name: first[0], written: first[1] ?? {} };
}

function collectReferences(written: unknown, used: Set<string>): void {
  for (const { name } of substitute(written, {}).unknown) used.add(name);
}

function reportAll(document: ChainDocument, within: Path, complaints: readonly Complaint[]): void {
  for (const { path, key, message } of complaints) {
    if (key === undefined) document.report([...within, ...path], message);
    else document.reportKey([...within, ...path], key, message);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function byPlace(a: { line: number; column: number }, b: { line: number; column: number }): number {
  return a.line - b.line || a.column - b.column;
}
