import type { LogLevel } from "../../gadget-api/index.ts";
import { AcquisitionFlag, type AcquisitionHeader } from "../../mrd/index.ts";
import { type Counter, counters, counterValue } from "../readouts/index.ts";

/** Flags of the last readout of something, as chains name them. */
const lastFlags = [
  "lastInAverage",
  "lastInSlice",
  "lastInContrast",
  "lastInPhase",
  "lastInRepetition",
  "lastInSet",
  "lastInSegment",
  "lastInMeasurement",
] as const satisfies readonly (keyof typeof AcquisitionFlag)[];

/** What can close a bucket. */
export const triggers = ["none", "count", ...counters, ...lastFlags] as const;
export type Trigger = (typeof triggers)[number];

/** The counter whose change closes what came before, and the flag whose readout is the last of its own. */
export function triggerOf(trigger: Trigger): {
  counted(header: AcquisitionHeader): number;
  isLast(header: AcquisitionHeader): boolean;
} {
  const flag = lastFlags.find((name) => name === trigger);
  const counter = counters.find((name) => name === trigger);
  return {
    counted: counterOf(counter),
    isLast: flag === undefined ? () => false : (header) => header.has(AcquisitionFlag[flag]),
  };
}

/** Tells that a trigger has closed nothing before the end. A counter that stays the same is nothing to worry about. */
export function reportNeverFired(trigger: Trigger, report: (level: LogLevel, text: string) => void): void {
  const isFlag = lastFlags.some((name) => name === trigger);
  if (!isFlag && trigger !== "count") return;
  const why = isFlag ? "no readout has this flag" : "there are fewer readouts";
  report("warning", `trigger '${trigger}' never fired, for ${why}: images come at the end only`);
}

/** Reads a counter; 0 where there is none to be read. */
export function counterOf(counter: Counter | "none" | undefined): (header: AcquisitionHeader) => number {
  return counter === undefined || counter === "none" ? () => 0 : (header) => counterValue(header, counter);
}
