import { type Chain, savedText } from "../chain/index.ts";
import { shown } from "../chain/text/index.ts";

/** Documentation of a chain, as plain data. */
export interface ChainDescription {
  readonly name: string;
  readonly description: string;
  /** The comment above the chain. */
  readonly comment: string;
  /** Path of its file. */
  readonly file: string;
  readonly parameters: readonly { readonly name: string; readonly default: unknown; readonly description: string }[];
  /** Gadgets of the steps that run by default. */
  readonly steps: readonly string[];
  /** What is saved of each session. */
  readonly saves: Chain["saves"];
}

/** @param text of the chain's file */
export function describeChain(chain: Chain, file: string, text: string): ChainDescription {
  const parameters = Object.entries(chain.parameters).map(([name, each]) => ({ name, ...each }));
  const { name, description, saves } = chain;
  const steps = chain.steps.map(({ gadget }) => gadget.name);
  return { name, description, comment: commentAbove(text), file, parameters, steps, saves };
}

/** The help text of a chain, for a terminal. */
export function chainHelp({ name, description, comment, file, parameters, steps, saves }: ChainDescription): string {
  const lines = [name, `  ${description}`, "", ...comment.split("\n").map((line) => `  ${line}`), ""];
  lines.push(`  steps  ${steps.join(", ")}`, `  file   ${file}`);
  lines.push(...saves.map((kind) => `  ${savedText(kind)}`));
  if (parameters.length > 0) lines.push("", "Parameters, which a client may set in its JSON text:");
  for (const each of parameters)
    lines.push(`  ${each.name}  (default ${shown(each.default)})`, `      ${each.description}`);
  return lines.filter((line, i) => line.trim() !== "" || lines[i - 1]?.trim() !== "").join("\n");
}

/** The comment at the start of a file. */
function commentAbove(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines
    .slice(0, end)
    .filter((line) => !line.includes("yaml-language-server"))
    .map((line) => line.replace(/^# ?/, ""))
    .join("\n");
}
