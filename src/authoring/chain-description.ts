import type { Chain } from "../chain/index.ts";
import { shown } from "./value-words.ts";

/** All that is known of a chain's use, as plain data. */
export interface ChainDescription {
  readonly name: string;
  readonly description: string;
  /** What its author says of it above the chain. */
  readonly comment: string;
  /** Where it is. */
  readonly file: string;
  readonly parameters: readonly { readonly name: string; readonly default: unknown; readonly description: string }[];
  /** Gadgets of the steps that run by default. */
  readonly steps: readonly string[];
  /** Whether it saves the incoming data. */
  readonly saves: boolean;
}

/** @param text of the chain's file */
export function describeChain(chain: Chain, file: string, text: string): ChainDescription {
  const parameters = Object.entries(chain.parameters).map(([name, each]) => ({ name, ...each }));
  const { name, description, save } = chain;
  const steps = chain.steps.map(({ gadget }) => gadget.name);
  return { name, description, comment: commentAbove(text), file, parameters, steps, saves: save };
}

/** The help of a chain, for a terminal. */
export function chainHelp({ name, description, comment, file, parameters, steps, saves }: ChainDescription): string {
  const lines = [name, `  ${description}`, "", ...comment.split("\n").map((line) => `  ${line}`), ""];
  lines.push(`  steps  ${steps.join(", ")}`, `  file   ${file}`);
  if (saves) lines.push("  The incoming data are saved.");
  if (parameters.length > 0) lines.push("", "Parameters, which a client may set in its JSON text:");
  for (const each of parameters)
    lines.push(`  ${each.name}  (default ${shown(each.default)})`, `      ${each.description}`);
  return lines.filter((line, i) => line.trim() !== "" || lines[i - 1]?.trim() !== "").join("\n");
}

/** The comment that a file begins with. */
function commentAbove(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines
    .slice(0, end)
    .filter((line) => !line.includes("yaml-language-server"))
    .map((line) => line.replace(/^# ?/, ""))
    .join("\n");
}
