import Type, { type Static } from "typebox";
import { didYouMean } from "../../text/index.ts";
import type { Branch, Parallel, Part } from "../chain.ts";
import type { ChainDocument, Path } from "../text/document.ts";
import { show } from "../text/issue-text.ts";
import { validate } from "../text/validate.ts";
import type { Compilation, CompileParts } from "./compilation.ts";
import { compileRoute, RouteText } from "./compile-route.ts";

/** Keys that `parallel` may have in addition to its branches. */
export const SettingsText = Type.Object(
  {
    merge: Type.Enum(["arrival", "branches"], {
      default: "arrival",
      description: "Order of the output: as it arrives, or one branch after another.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Upper limit of the data that wait for earlier branches, with `merge: branches`.",
    }),
    route: Type.Optional(RouteText),
  },
  { additionalProperties: false },
);
const settings = Object.keys(SettingsText.properties);

/** Compiles a `parallel`. Problems are reported; returns `undefined` if it cannot be compiled. */
export async function compileParallel(
  { document }: Compilation,
  at: Path,
  within: Path,
  written: unknown,
  compileParts: CompileParts,
): Promise<Parallel<Part> | undefined> {
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    document.report(within, `parallel is ${show(written)}; it must be a map of branches: \`name: [steps]\``);
    return undefined;
  }
  const entries = Object.entries(written);
  const checked = validate(SettingsText, Object.fromEntries(entries.filter(([key]) => settings.includes(key))));
  document.reportAll(within, checked.issues);
  const others = entries.filter(([key]) => !settings.includes(key));
  const branches = await compileBranches(document, within, others, compileParts);
  if (branches.length < others.length || checked.issues.length > 0) return undefined;
  if (branches.length < 2) {
    const advice = "`name: [steps]`, or `name: []` for one that passes everything on";
    document.report(within, `parallel needs at least two branches: ${advice}`);
    return undefined;
  }
  const { merge, maxBytes, route: routeText } = checked.value as Static<typeof SettingsText>;
  const names = branches.map(({ name }) => name);
  const route = routeText && compileRoute(document, within, routeText, names);
  if (routeText !== undefined && route === undefined) return undefined;
  return { kind: "parallel", branches, route, merge, maxBytes, ...document.placed(at) };
}

/** The branches whose value is a list of steps. */
async function compileBranches(
  document: ChainDocument,
  within: Path,
  entries: readonly (readonly [name: string, steps: unknown])[],
  compileParts: CompileParts,
): Promise<Branch<Part>[]> {
  const branches: Branch<Part>[] = [];
  for (const [name, steps] of entries) {
    if (!Array.isArray(steps)) {
      const hint = didYouMean(name, settings);
      document.report([...within, name], `'${name}' is ${show(steps)}; a branch is a list of steps${hint}`);
      continue;
    }
    if (!/^[A-Za-z][\w-]*$/.test(name)) {
      const rule = "a name is a letter, then letters, digits, - and _";
      document.reportKey(within, name, `'${name}' can't be a branch: ${rule}`);
    }
    branches.push({ name, parts: await compileParts([...within, name], steps) });
  }
  return branches;
}
