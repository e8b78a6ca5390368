import { ChainError, type Problem } from "../chain/text/index.ts";
import { didYouMean } from "../text/index.ts";
import { formatChain, type TranslatedGadget } from "./chain-text.ts";
import { classes, classesByName } from "./classes/index.ts";
import { type GadgetNode, type Property, type Report, readConfiguration } from "./configuration.ts";
import type { GadgetClass, Translated, WrittenStep } from "./gadget-class.ts";
import { resolveGadgetReferences } from "./references.ts";
import type { Rule } from "./rules.ts";
import { parseGadgetronXml, type TextPlace } from "./xml.ts";

/** A Gadgetron chain, translated. */
export interface Translation {
  /** The chain's text. Comments contain the names of gadgets and classes. */
  readonly yaml: string;
  /** By line of that text, counted from 1: position in the XML, and class. */
  readonly origins: ReadonlyMap<number, TextPlace & { readonly className: string }>;
  /** Properties without effect, and differences from Gadgetron. */
  readonly warnings: readonly string[];
}

/** Whether a chain's text is XML, and has to be translated first. */
export function isXml(text: string): boolean {
  return /^\uFEFF?\s*</.test(text);
}

/**
 * Translates a Gadgetron chain.
 * @param xml `gadgetronStreamConfiguration`, or `configuration` of version 2
 * @param file name of the text in messages
 * @throws ChainError with everything that cannot be translated, at its position in the XML
 */
export function translateChain(xml: string, file: string): Translation {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const report: Report = ({ line, column }, message) => problems.push({ file, line, column, message });
  const { gadgets, writers } = readConfiguration(parseGadgetronXml(xml.replace(/^\uFEFF/, ""), file), report);
  const nodes = resolveGadgetReferences(gadgets, report);
  const amendments: WrittenStep[] = [];
  let translated: TranslatedGadget[] = [];
  const done = new Set<GadgetClass>();
  for (const node of nodes) {
    const known = classesByName.get(node.className);
    if (known === undefined) continue;
    const {
      steps: own,
      save = false,
      warnings: notes = [],
      problems: refused = [],
      amends,
      revises,
      once = false,
    } = translateGadget(node, known, report);
    const steps = done.has(known) ? [] : own.map((step) => amended(step, amendments));
    if (once) done.add(known);
    if (revises !== undefined) translated = revised(translated, revises);
    if (amends !== undefined) amendments.push(amends);
    for (const message of refused) report(node, `${node.className}: ${message}`);
    for (const note of notes) warnings.push(`${file}:${node.line}:${node.column}: ${node.className}: ${note}`);
    translated.push({ node, steps, save, becomes: known.becomes });
  }
  reportUnknown(nodes, report);
  if (problems.length > 0) throw new ChainError(problems.toSorted((a, b) => a.line - b.line || a.column - b.column));
  const adapted = takesImages(translated) ? translated.map(forImages) : translated;
  const end = endOf(adapted, writers);
  if (end === complexImages)
    warnings.push(`${file}: the chain ends in arrays of images, which are sent as complex images`);
  const idle = idleProperties(nodes).map((note) => `${file}: ${note}`);
  return { ...formatChain(file, adapted, end), warnings: [...warnings, ...idle] };
}

/** Gadgets with the steps that a later one makes of theirs. */
function revised(
  translated: readonly TranslatedGadget[],
  revise: NonNullable<Translated["revises"]>,
): TranslatedGadget[] {
  const all = translated.flatMap(({ steps }) => steps);
  return translated.map((each) => ({ ...each, steps: each.steps.flatMap((step) => revise(step, all) ?? []) }));
}

/** A step with the parameters that earlier gadgets give it, which those of its own gadget complete. */
function amended(step: WrittenStep, amendments: readonly WrittenStep[]): WrittenStep {
  const given = amendments
    .filter(({ gadget }) => gadget === step.gadget)
    .flatMap(({ parameters }) => Object.entries(parameters));
  return { ...step, parameters: { ...Object.fromEntries(given), ...step.parameters } };
}

function translateGadget(node: GadgetNode, known: GadgetClass, report: Report): Translated {
  const names = Object.keys(known.properties);
  const values = Object.fromEntries(names.map((name) => [name, known.properties[name]!.fallback]));
  let whole = true;
  const refuse = (property: Property, message: string) => {
    report(property, message);
    whole = false;
  };
  for (const property of node.properties) {
    const rule = ruleOf(known, property.name);
    if (rule === undefined) {
      const others = names.length > 0 ? `; known: ${names.join(", ")}` : "; it has none";
      const hint = didYouMean(property.name, names) || others;
      refuse(property, `unknown property '${property.name}' of ${node.className}${hint}`);
      continue;
    }
    const { name, reading, only } = rule;
    const value = reading.read(property.value);
    const shown = `'${name}' of ${node.className} is '${property.value}'`;
    if (value === undefined) refuse(property, `${shown}; it must be ${reading.expected}`);
    else if (only !== undefined && value !== only.value) {
      refuse(property, `${shown}; only ${String(only.value)} is supported: ${only.reason}`);
    }
    values[name] = value;
  }
  return whole ? known.translate(values) : { steps: [] };
}

/** Looks up the translation of a property, ignoring case. */
function ruleOf(known: GadgetClass | undefined, property: string): (Rule & { readonly name: string }) | undefined {
  const found = Object.entries(known?.properties ?? {}).find(([name]) => name.toLowerCase() === property.toLowerCase());
  return found && { ...found[1], name: found[0] };
}

/** Reports properties without effect: once per reason, for all gadgets. */
function idleProperties(nodes: readonly GadgetNode[]): string[] {
  const byReason = new Map<string, Property[]>();
  for (const { className, properties } of nodes) {
    for (const property of properties) {
      const reason = ruleOf(classesByName.get(className), property.name)?.noEffect;
      if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), property]);
    }
  }
  return [...byReason].map(([reason, properties]) => {
    const names = [...new Set(properties.map(({ name }) => name))].join(", ");
    const lines = [...new Set(properties.map(({ line }) => line))].join(", ");
    return `no effect: ${names} (line ${lines}): ${reason}`;
  });
}

/** Lists the known classes once, on a separate line, however many are unknown. */
function reportUnknown(nodes: readonly GadgetNode[], report: Report): void {
  const known = [...classesByName.keys()];
  const unknown = nodes.filter(({ className }) => className !== "" && !classesByName.has(className));
  for (const node of unknown) {
    // Nearly all class names have the same ending, which is ignored for suggestions.
    const near = didYouMean(stemOf(node.className), known.map(stemOf)) !== "";
    const hint = near ? didYouMean(node.className, known) : "; Larmor has no equivalent";
    report(node, `unknown class ${node.className}${node.name === "" ? "" : ` (gadget '${node.name}')`}${hint}`);
  }
  if (unknown.length > 0) report(unknown.at(-1)!, `known classes: ${classes.map(({ names }) => names[0]).join(", ")}`);
}

/** Removed by length: the ending itself may be misspelt. */
function stemOf(className: string): string {
  return className.slice(0, -"Gadget".length);
}

/** Steps whose input and output are readouts. */
const readoutSteps: readonly string[] = [
  "noise-adjust",
  "asymmetric-echo",
  "remove-oversampling",
  "coil-pca",
  "coil-reduction",
];

/** Steps whose output is arrays of complex images: those that compute them from k-space, and all. */
const reconstructions: readonly string[] = [
  "simple-recon",
  "fft",
  "grappa-unmixing",
  "realtime-unmixing",
  "nufft",
  "sense",
];
const arraySteps: readonly string[] = [
  ...reconstructions,
  "coil-combine",
  "image-partial-fourier",
  "image-filter",
  "fov-adjust",
  "snr-deviation",
  "scale",
];

/** Whether the client sends images: no step takes readouts or k-space. */
function takesImages(translated: readonly TranslatedGadget[]): boolean {
  const steps = translated.flatMap((each) => each.steps);
  const others = [...reconstructions, ...readoutSteps, "accumulate", "to-buffer", "coil-combine"];
  return steps.every(({ gadget }) => !others.includes(gadget));
}

/** For images, as the client sends them, ComplexToFloatGadget only takes the magnitude. */
function forImages(translated: TranslatedGadget): TranslatedGadget {
  if (translated.node.className !== "ComplexToFloatGadget") return translated;
  return { ...translated, steps: [{ gadget: "magnitude", parameters: { of: "all" } }] };
}

const complexImages: WrittenStep = { gadget: "extract", parameters: { as: ["complex"], offsets: false } };

/**
 * Readouts are returned to the client only if the XML has a writer for them; without any step there is nothing to
 * write. Arrays of images become complex images.
 */
function endOf(translated: readonly TranslatedGadget[], writers: readonly string[]): WrittenStep | undefined {
  const steps = translated.flatMap((each) => each.steps);
  const areComputed = steps.some(({ gadget }) => reconstructions.includes(gadget));
  if (areComputed && arraySteps.includes(steps.at(-1)!.gadget)) return complexImages;
  if (steps.some(({ gadget }) => !readoutSteps.includes(gadget))) return undefined;
  if (steps.length > 0 && writers.some((name) => /Acquisition(Message)?Writer$/.test(name))) return undefined;
  return { gadget: "discard", parameters: {} };
}
