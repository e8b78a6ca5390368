import { stringify } from "yaml";
import type { GadgetNode } from "./configuration.ts";
import type { WrittenStep } from "./gadget-class.ts";
import type { TextPlace } from "./xml.ts";

/** A Gadgetron gadget with its translation into steps. */
export interface TranslatedGadget {
  readonly node: GadgetNode;
  readonly steps: readonly WrittenStep[];
  /** Whether to save the incoming data. */
  readonly save: boolean;
  /** Description of its class. */
  readonly becomes: string;
}

/**
 * Formats a chain, one line per step.
 * @param end a step after all others
 */
export function formatChain(file: string, gadgets: readonly TranslatedGadget[], end: WrittenStep | undefined) {
  const lines = ["# Translated from Gadgetron's XML.", `description: ${inline(`Gadgetron's ${file}.`)}`];
  const origins = new Map<number, TextPlace & { readonly className: string }>();
  const saving = gadgets.find(({ save }) => save)?.node;
  if (saving !== undefined) origins.set(lines.push("save: true"), saving);
  lines.push("chain:");
  for (const { node, steps, becomes } of gadgets) {
    const { name, className, line, column } = node;
    const comment = `# ${[name, `(${className})`].join(" ").replace(/\s+/g, " ").trim()}`;
    // A gadget's name implies the default values of its properties.
    if (steps.length === 0) lines.push(`  ${comment}: ${becomes.includes(" ") ? becomes : "no step"}`);
    for (const step of steps) {
      lines.push(`${formatStep(step)} ${comment}`);
      origins.set(lines.length, { line, column, className });
    }
  }
  if (end !== undefined) lines.push(formatStep(end));
  return { yaml: `${lines.join("\n")}\n`, origins };
}

function formatStep({ gadget, parameters }: WrittenStep): string {
  return Object.keys(parameters).length === 0 ? `  - ${gadget}` : `  - ${gadget}: ${inline(parameters)}`;
}

/** A value on one line. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, defaultStringType: "PLAIN" }).trim();
}
