import { savedText } from "../../chain/index.ts";
import type { LogLevel } from "../../gadget-api/index.ts";
import { findingText } from "../../recon/checks/index.ts";
import { alignColumns } from "../../text/index.ts";
import type { DryRun, StepFlow } from "./dry-run.ts";
import type { ImageOutput } from "./image-output.ts";
import type { ChainPlan, PlannedParameter, PlannedStep, StepParameter } from "./plan.ts";
import type { Tally } from "./tally.ts";

const MEGABYTE = 1e6;
const MOST_PLACES = 6;
const MOST_WIDE = 40;

/** An explanation for a terminal, as lines. @param run dry run of a measurement, if there is one */
export function explanationLines(plan: ChainPlan, run?: DryRun): string[] {
  const { name, description, parameters, steps, fused, saves } = plan;
  const lines = [`${name}: ${description}`];
  lines.push(...saves.map(savedText));
  if (run !== undefined) lines.push("", "Input:", ...run.input.flatMap((tally) => tallyLines(tally, "  ")));
  lines.push(...findingLines(run));
  if (parameters.length > 0) lines.push("", "Parameters of the chain:", ...table(parameters.map(parameterRow)));
  let unknown = false;
  for (const step of steps) {
    const flow = run?.steps.find(({ position }) => position === step.position);
    lines.push("", ...stepLines(step, flow, unknown));
    unknown ||= flow?.unknown ?? false;
  }
  if (fused.length > 0) lines.push("", "Shared work:", ...fused.map((text) => `  ${text}`));
  return run === undefined ? lines : [...lines, ...outcomeLines(run)];
}

/** An explanation with one line per step. @param run dry run of a measurement, if there is one */
export function briefLines({ name, description, steps }: ChainPlan, run?: DryRun): string[] {
  const rows = steps.map(({ position, gadget, takes, makes }) => {
    const flow = run?.steps.find((each) => each.position === position);
    if (flow === undefined) return [position, gadget, `${kinds(takes)} → ${kinds(makes)}`];
    return [position, gadget, `${totals(flow.took)} → ${flow.unknown ? "unknown" : totals(flow.made)}`];
  });
  const lines = [`${name}: ${description}`, ...table(rows), ...findingLines(run)];
  return run === undefined ? lines : [...lines, ...outcomeLines(run)];
}

function totals(tallies: readonly Tally[]): string {
  return tallies.map(({ kind, count }) => `${count} ${kind}`).join(", ") || "nothing";
}

/** What in header and readouts spoils images. */
function findingLines(run: DryRun | undefined): string[] {
  const found = (run?.findings ?? []).map((finding) => `  ${finding.weight}: ${findingText(finding)}`);
  return found.length === 0 ? [] : ["", "Header and readouts:", ...found];
}

/** The output, messages to the client, warnings, and the failure. */
function outcomeLines(run: DryRun): string[] {
  const lines = ["", "Output:", ...run.results.flatMap((tally) => tallyLines(tally, "  "))];
  const unknown = run.steps.some((step) => step.unknown);
  const found = run.findings.map(findingText);
  if (unknown) lines.push("  depends on the results of an external program: unknown");
  else if (run.results.length === 0) lines.push("  nothing");
  lines.push(...imageLines(run.images).map((line) => `  ${line}`));
  const warnings = run.reported
    .filter(({ level, text }) => (level === "warning" || level === "error") && !found.includes(text))
    .map(({ text }) => text);
  const ofLevel = (wanted: LogLevel) => run.reported.filter(({ level }) => level === wanted).map(({ text }) => text);
  const [notes, others] = [ofLevel("debug"), ofLevel("info")];
  if (notes.length > 0) lines.push("", "Notes:", ...notes.map((text) => `  ${text}`));
  if (others.length > 0) lines.push("", "Messages to the client:", ...others.map((text) => `  ${text}`));
  if (warnings.length > 0) lines.push("", "Warnings:", ...warnings.map((text) => `  ${text}`));
  if (run.failure !== undefined) lines.push("", "It will fail:", ...run.failure.split("\n").map((text) => `  ${text}`));
  return lines;
}

function parameterRow({ name, value, from, usedBy, description }: PlannedParameter): string[] {
  const users = usedBy.length === 0 ? "selects steps" : `for ${usedBy.slice(0, MOST_PLACES).join(", ")}`;
  return [name, JSON.stringify(value), from === "set" ? "set" : "default", `${users}. ${description}`];
}

function stepLines(step: PlannedStep, flow: StepFlow | undefined, isBehindUnknown: boolean): string[] {
  const { position, gadget, summary, place, takes, makes, parameters } = step;
  const lines = [`${position}: ${gadget} (${place})`, `  ${summary}`, ...table(parameters.map(stepParameterRow))];
  if (flow === undefined) return [...lines, `  input   ${kinds(takes)}`, `  output  ${kinds(makes)}`];
  if (flow.took.length === 0) {
    return [
      ...lines,
      isBehindUnknown
        ? "  input   depends on the results of an external program: unknown"
        : `  input   nothing: no ${takes.join(" or ")} arrives`,
    ];
  }
  lines.push(...flow.took.flatMap((tally) => tallyLines(tally, "  input   ")));
  if (flow.unknown) lines.push("  output  computed by an external program: unknown");
  else if (flow.made.length === 0) lines.push("  output  nothing");
  else lines.push(...flow.made.flatMap((tally) => tallyLines(tally, "  output  ")));
  const { needs } = flow;
  return needs ? [...lines, `  memory  ${bytesText(needs.bytes)} of at most ${bytesText(needs.maxBytes)}`] : lines;
}

function stepParameterRow({ name, value, from, names, place }: StepParameter): string[] {
  const origin = {
    gadget: "the gadget's default",
    chain: `written at ${place}`,
    parameter: `${names.map((each) => `$${each}`).join(", ")}${place === undefined ? "" : ` at ${place}`}`,
  }[from];
  return [name, JSON.stringify(value), origin];
}

function tallyLines({ kind, count, bytes, shapes }: Tally, before: string): string[] {
  const [only, ...others] = shapes;
  const total = `${before}${count} × ${kind}`;
  if (others.length === 0) return [`${total}, ${bytesText(bytes)}: ${only!.shape}`];
  const indent = " ".repeat(before.length + 2);
  return [`${total}, ${bytesText(bytes)}:`, ...shapes.map((each) => `${indent}${each.count} of ${each.shape}`)];
}

function imageLines({ count, series, clock, entered, firstAfter, atEnd }: ImageOutput): string[] {
  if (count === 0) return [];
  const lines = series.map((each) => `series ${each.series}: ${each.count} × ${each.kind}, ${each.shape}`);
  if (firstAfter === undefined) return [...lines, `All images leave after the last of ${entered} ${clock}.`];
  const rest = atEnd === 0 ? "" : `, ${atEnd} of ${count} after the last`;
  return [...lines, `The first image leaves after ${clock.slice(0, -1)} ${firstAfter} of ${entered}${rest}.`];
}

/** Indented rows; a long cell does not widen its whole column. */
function table(rows: readonly (readonly string[])[]): string[] {
  return alignColumns(rows, { maxWidth: MOST_WIDE }).map((line) => `  ${line}`);
}

function kinds(names: readonly string[]): string {
  return names.join(", ") || "nothing";
}

function bytesText(bytes: number): string {
  return bytes < MEGABYTE / 10 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
