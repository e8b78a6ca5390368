import { createHash } from "node:crypto";
import Type, { type Static } from "typebox";
import { counted } from "../../text/index.ts";
import { type Chain, deepFreeze } from "../chain.ts";
import { type ClientRights, noRights } from "../client-rights.ts";
import type { GadgetRegistry } from "../registry.ts";
import { savedKinds, savedOf } from "../saved.ts";
import { ChainDocument } from "../text/document.ts";
import { ChainError } from "../text/problem.ts";
import { isRecord } from "../text/records.ts";
import { substitute } from "../text/substitute.ts";
import { validate } from "../text/validate.ts";
import { MOST_STEPS_IN_A_ROW } from "./bounds.ts";
import { chosenSections } from "./choice.ts";
import type { Compilation, Origin } from "./compilation.ts";
import { compileParts } from "./compile-parts.ts";
import { checkCopies } from "./copies.ts";
import { checkFlow } from "./flow.ts";
import { stepsInARow, stepsOf } from "./sections.ts";

const saved = Type.Enum([...savedKinds]);

/** Schema of a pipeline file. Steps are validated individually against the schema of their gadget. */
export const ChainText = Type.Object(
  {
    description: Type.String({ minLength: 1, description: "What the chain is for." }),
    parameters: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            default: Type.Unknown(),
            description: Type.String(),
            minimum: Type.Optional(Type.Number({ description: "Minimum of a number." })),
            maximum: Type.Optional(Type.Number({ description: "Maximum of a number." })),
          },
          { additionalProperties: false },
        ),
        {
          description: "Parameters that a client may set: used as $name in the steps, or to select a branch.",
          default: {},
        },
      ),
    ),
    save: Type.Optional(
      Type.Union([Type.Boolean(), saved, Type.Array(saved, { minItems: 1, uniqueItems: true })], {
        description:
          "What is saved of each session: `data` or true, the incoming data; `nifti`, `dicom`, the images; or a list.",
        default: false,
      }),
    ),
    chain: Type.Array(Type.Unknown(), { minItems: 1, description: "The steps, in their order." }),
  },
  { additionalProperties: false },
);

/**
 * Compiles a pipeline's text.
 * @param file name of the text in messages, e.g. `cartesian.yaml`
 * @param origin `client` refuses server-side-only parameters, and steps that `rights` does not include
 * @throws ChainError listing every problem of the text
 */
export async function compileChain(
  name: string,
  file: string,
  text: string,
  registry: GadgetRegistry,
  origin: Origin = "client",
  rights: ClientRights = noRights,
): Promise<Chain> {
  const document = new ChainDocument(file, text);
  if (text.trimStart().startsWith("<")) {
    document.report([], "this is XML; a chain is written in YAML, with the keys description, parameters and chain");
    throw new ChainError(document.problems.slice(-1));
  }
  if (document.isUnfit) throw new ChainError(document.problems);
  const value = document.toValue();
  const wrongKind = isRecord(value) ? undefined : notAChain(value);
  if (wrongKind !== undefined && document.problems.length === 0) document.report([], wrongKind);
  if (wrongKind !== undefined) throw new ChainError(document.problems);

  const checked = validate(ChainText, value);
  document.reportAll(
    [],
    checked.issues.filter(({ path }) => document.isWhole || path.length > 0),
  );
  // What the schema refused may have any shape; the rest is still checked.
  const source = isRecord(checked.value) ? checked.value : {};
  const parameters = isRecord(source.parameters) ? source.parameters : {};
  const written = Array.isArray(source.chain) ? source.chain : [];

  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, isRecord(value) ? value.default : undefined]),
  );
  const used = namesUsed(written);
  const counts = { stepCount: 0, outsideCount: 0 };
  const incomplete = !document.isWhole;
  const compilation: Compilation = { document, registry, origin, rights, defaults, used, ...counts, incomplete };
  const parts = await compileParts(compilation, ["chain"], written);
  for (const key of Object.keys(parameters)) {
    if (document.isWhole && !used.has(key))
      document.reportKey(["parameters"], key, `parameter '${key}' is used by no step; use it as $${key}`);
  }
  if (!compilation.incomplete) {
    checkFlow(document, parts);
    checkCopies(document, parts);
    const inARow = stepsInARow(parts);
    if (inARow > MOST_STEPS_IN_A_ROW) {
      const message = `a message passes through ${counted(inARow, "step")} of this chain; at most ${MOST_STEPS_IN_A_ROW} are possible`;
      document.report(["chain"], message);
    }
  }
  if (document.problems.length > 0) throw new ChainError(document.problems.toSorted(byPlace));

  // A default value is never refused.
  const sections = chosenSections(parts, defaults, () => {});
  const valid = checked.value as Static<typeof ChainText>;
  return deepFreeze({
    name,
    description: valid.description,
    parameters: valid.parameters ?? {},
    parts,
    sections,
    steps: stepsOf(sections),
    saves: savedOf(valid.save as Parameters<typeof savedOf>[0]),
    savePlace: document.placed(["save"]).place,
    folder: undefined,
    hash: createHash("sha256").update(text).digest("hex"),
    set: {},
  });
}

/** Why a text that is not a map cannot be a chain, and what to write. */
function notAChain(value: unknown): string {
  const keys = "write `description: …`, and `chain:` with a list of steps";
  if (value === null || value === undefined) return `the file is empty: ${keys}`;
  if (Array.isArray(value)) return `the file is a list: ${keys}, each of them in a line of its own: \`  - name\``;
  return `the file is a text without keys: ${keys}`;
}

/** Names of all parameters that steps use, including steps that cannot be compiled. */
function namesUsed(written: unknown): Set<string> {
  const used = new Set(substitute(written, {}).unknown.map(({ name }) => name));
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isRecord(value) && isRecord(value.choose) && typeof value.choose.parameter === "string") {
      used.add(value.choose.parameter);
    }
    for (const inner of Object.values(value)) look(inner);
  };
  look(written);
  return used;
}

function byPlace(a: { line: number; column: number }, b: { line: number; column: number }): number {
  return a.line - b.line || a.column - b.column;
}
