import Type, { type Static } from "typebox";
import { didYouMean } from "../../text/index.ts";
import type { ChainDocument, Path } from "../text/document.ts";
import { type Route, routeKeys, routings } from "./route.ts";

/** Schema of `route`: the routing key, and branches by name. */
export const RouteText = Type.Object(
  { by: Type.Enum([...routings]), otherwise: Type.Optional(Type.String()) },
  {
    additionalProperties: Type.String(),
    description: "The branch of each message. Without it, every branch receives every message.",
  },
);

/**
 * Compiles a `route`. Problems are reported; it is then `undefined`, since its targets are unknown.
 * @param within path of its parallel
 * @param branches names of the parallel's branches
 */
export function compileRoute(
  document: ChainDocument,
  within: Path,
  { by, otherwise, ...rest }: Static<typeof RouteText>,
  branches: readonly string[],
): Route | undefined {
  const path = [...within, "route"];
  const targets = Object.entries<string>(rest).map(([key, branch]) => ({ key, branch }));
  const all = otherwise === undefined ? targets : [...targets, { key: "otherwise", branch: otherwise }];
  const unknownKeys = targets.filter(({ key }) => !isKey(by, key));
  const unknownBranches = all.filter(({ branch }) => !branches.includes(branch));
  const unreached = branches.filter((name) => !all.some(({ branch }) => branch === name));

  for (const { key } of unknownKeys) document.reportKey(path, key, unknownKey(by, key));
  for (const { key, branch } of unknownBranches) {
    const hint = didYouMean(branch, branches) || `; there are: ${branches.join(", ")}`;
    document.report([...path, key], `there is no branch '${branch}'${hint}`);
  }
  for (const name of unreached) document.reportKey(within, name, `the route sends no message to branch '${name}'`);
  return unknownKeys.length + unknownBranches.length + unreached.length > 0 ? undefined : { by, targets, otherwise };
}

function isKey(by: Route["by"], key: string): boolean {
  return routeKeys(by)?.includes(key) ?? /^\d+$/.test(key);
}

function unknownKey(by: Route["by"], key: string): string {
  const keys = routeKeys(by);
  if (keys === undefined) return `'${key}' is not a value of ${by}: counters are whole numbers`;
  return `unknown ${by} '${key}'${didYouMean(key, keys) || `; there are: ${keys.join(", ")}`}`;
}
