import Type, { type Static } from "typebox";
import { didYouMean } from "../../text/index.ts";
import type { Choice } from "../chain.ts";
import type { Path } from "../text/document.ts";
import { validate } from "../text/validate.ts";
import { canChoose } from "./choice.ts";
import type { Compilation, CompileParts } from "./compilation.ts";

/** Schema of `choose`. */
export const ChoiceText = Type.Object(
  {
    parameter: Type.String({ description: "The chain parameter whose value selects the branch." }),
    branches: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
      minProperties: 1,
      description: "The steps for each value.",
    }),
  },
  { additionalProperties: false },
);

/** Compiles a `choose`. Problems are reported; returns `undefined` if it cannot be compiled. */
export async function compileChoice(
  { document, defaults, used }: Compilation,
  at: Path,
  within: Path,
  written: unknown,
  compileParts: CompileParts,
): Promise<Choice | undefined> {
  const checked = validate(ChoiceText, written);
  document.reportAll(within, checked.issues);
  if (checked.issues.length > 0) return undefined;

  const { parameter, branches: texts } = checked.value as Static<typeof ChoiceText>;
  used.add(parameter);
  if (!Object.hasOwn(defaults, parameter)) {
    const hint = didYouMean(parameter, Object.keys(defaults)) || "; declare it under `parameters`";
    document.report([...within, "parameter"], `unknown parameter '${parameter}'${hint}`);
  } else if (!canChoose(defaults[parameter])) {
    const expected = 'a text ("" for no branch), a number, true or false';
    document.report(
      [...within, "parameter"],
      `the default of '${parameter}' cannot select a branch; it must be ${expected}`,
    );
  }
  const branches = [];
  for (const [name, entries] of Object.entries(texts)) {
    branches.push({ name, parts: await compileParts([...within, "branches", name], entries) });
  }
  const fallback = defaults[parameter];
  if (fallback !== undefined && !canChoose(fallback)) return undefined; // reported
  return { kind: "choice", parameter, fallback, branches, ...document.placed(at) };
}
