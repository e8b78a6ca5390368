import Type, { type Static } from "typebox";
import type { Parallel, Part } from "./chain.ts";
import type { Compilation, CompileParts } from "./compilation.ts";
import type { ChainDocument, Path } from "./document.ts";
import { type Route, routeKeys, routings } from "./route.ts";
import { didYouMean } from "./suggest.ts";
import { show, validate } from "./validate.ts";

/** What `parallel` may say of its branches; every other key of it is a branch. */
const SettingsText = Type.Object(
  {
    merge: Type.Enum(["arrival", "branches"], {
      default: "arrival",
      description: "The order of what the branches make: as it comes, or one branch after another.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      default: 2 ** 31,
      description: "Most data that wait for the branches before, with `merge: branches`; more is an error.",
    }),
    route: Type.Optional(
      Type.Object(
        { by: Type.Enum([...routings]), otherwise: Type.Optional(Type.String()) },
        {
          additionalProperties: Type.String(),
          description: "The branch of each message. Without it, all take every one.",
        },
      ),
    ),
  },
  { additionalProperties: false },
);

/** Turns a `parallel` into a part. What is wrong with it is reported; `undefined` where nothing can be made of it. */
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
  const isSetting = (key: string) => Object.hasOwn(SettingsText.properties, key);
  const entries = Object.entries(written);
  const checked = validate(SettingsText, Object.fromEntries(entries.filter(([key]) => isSetting(key))));
  document.reportAll(within, checked.complaints);
  let broken = checked.complaints.length > 0;

  const branches = [];
  for (const [name, steps] of entries.filter(([key]) => !isSetting(key))) {
    if (!/^[A-Za-z][\w-]*$/.test(name)) {
      document.reportKey(
        within,
        name,
        `'${name}' can't be a branch: a name is a letter, then letters, digits, - and _`,
      );
    }
    if (Array.isArray(steps)) {
      branches.push({ name, parts: await compileParts([...within, name], steps) });
    } else {
      const hint = didYouMean(name, Object.keys(SettingsText.properties));
      document.report([...within, name], `'${name}' is ${show(steps)}; a branch is a list of steps${hint}`);
      broken = true;
    }
  }
  if (!broken && branches.length < 2) {
    document.report(
      within,
      "parallel needs at least two branches: `name: [steps]`, or `name: []` for one that passes all on",
    );
    broken = true;
  }
  if (broken) return undefined;
  const { merge, maxBytes, route: routeText } = checked.value as Static<typeof SettingsText>;
  const names = branches.map(({ name }) => name);
  const route = routeText && compileRoute(document, within, routeText, names);
  return { branches, route, merge, maxBytes, ...document.placed(at) };
}

/** @param within path of the parallel */
function compileRoute(
  document: ChainDocument,
  within: Path,
  { by, otherwise, ...rest }: NonNullable<Static<typeof SettingsText>["route"]>,
  branches: readonly string[],
): Route {
  const path = [...within, "route"];
  const keys = routeKeys(by);
  const targets = Object.entries(rest as Record<string, string>).map(([key, branch]) => ({ key, branch }));
  for (const { key } of targets) {
    if (keys === undefined && !/^\d+$/.test(key)) {
      document.reportKey(path, key, `'${key}' is no value of ${by}: counters are whole numbers`);
    } else if (keys !== undefined && !keys.includes(key)) {
      const hint = didYouMean(key, keys) || `; there are: ${keys.join(", ")}`;
      document.reportKey(path, key, `unknown ${by} '${key}'${hint}`);
    }
  }
  const all = otherwise === undefined ? targets : [...targets, { key: "otherwise", branch: otherwise }];
  for (const { key, branch } of all) {
    if (branches.includes(branch)) continue;
    const hint = didYouMean(branch, branches) || `; there are: ${branches.join(", ")}`;
    document.report([...path, key], `there is no branch '${branch}'${hint}`);
  }
  for (const name of branches) {
    if (all.some(({ branch }) => branch === name)) continue;
    document.reportKey(within, name, `the route leads no message to branch '${name}'`);
  }
  return { by, targets, otherwise };
}
