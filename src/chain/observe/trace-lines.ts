import { alignColumns } from "../../text/index.ts";
import type { StepTimes } from "./trace.ts";

const MEGABYTE = 1e6;
const titles = ["step", "in", "out", "MB in", "MB out", "inside", "seconds", "from", "to"];

/**
 * A trace as a table with one line per step: messages consumed and produced, maximum in progress, time, and when it was
 * active.
 */
export function traceLines(times: readonly StepTimes[]): string[] {
  if (times.length === 0) return [];
  const rows = times.map((step) => [
    // Where it is said, the chain is known.
    step.name.replace(/^chain [^,]+, /, ""),
    String(step.took),
    String(step.made),
    (step.tookBytes / MEGABYTE).toFixed(1),
    (step.madeBytes / MEGABYTE).toFixed(1),
    step.mostInside === 0 ? "" : String(step.mostInside),
    step.seconds.toFixed(3),
    step.firstSeconds?.toFixed(3) ?? "",
    step.lastSeconds?.toFixed(3) ?? "",
  ]);
  return alignColumns([titles, ...rows], { numeric: true });
}
