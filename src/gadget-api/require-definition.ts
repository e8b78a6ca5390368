import { alternatives } from "../text/index.ts";
import { kindNames } from "./kinds/index.ts";

/** What a gadget needs, and how it is written. JavaScript, and TypeScript that is not checked, may lack some of it. */
const needed = [
  ["name", "string", 'name: "my-filter"'],
  ["summary", "string", 'summary: "One sentence."'],
  ["in", "list", 'in: ["image"]'],
  ["out", "list", 'out: ["image"]'],
  ["parameters", "object", "parameters: {}"],
  ["create", "function", "create: () => map((image) => …)"],
] as const;

/** @throws TypeError naming what is missing in a gadget's definition, and what to write */
export function requireDefinition(definition: unknown): void {
  if (typeof definition !== "object" || definition === null) throw new TypeError("defineGadget({ … }) needs an object");
  const parts = definition as Readonly<Record<string, unknown>>;
  const gadget = typeof parts.name === "string" ? `gadget '${parts.name}'` : "the gadget";
  for (const [key, type, example] of needed) {
    const value = parts[key];
    const actual = Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
    if (actual === type) continue;
    const problem =
      value === undefined ? `has no '${key}'` : `needs ${type === "object" ? "an" : "a"} ${type} as '${key}'`;
    throw new TypeError(`${gadget} ${problem}: write \`${example}\``);
  }
  for (const key of ["in", "out"] as const) {
    for (const kind of parts[key] as readonly unknown[]) {
      if (kindNames.some((known) => known === kind)) continue;
      const hint = alternatives(String(kind), kindNames);
      throw new TypeError(`'${String(kind)}' in \`${key}\` of ${gadget} is not a kind of message${hint}`);
    }
  }
}
