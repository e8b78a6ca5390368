import type { LogLevel } from "../../gadget-api/index.ts";
import { AcquisitionFlag, type AcquisitionHeader } from "../../mrd/index.ts";
import { type Counter, counters, counterValue } from "../readouts/index.ts";

/** Flags of the last readout of a group, as chains name them. */
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

/** Events that can close a bucket. */
export const triggers = ["none", "count", ...counters, ...lastFlags] as const;
export type Trigger = (typeof triggers)[number];

/** The counter whose change closes the previous bucket, and the flag whose readout closes its own. */
export function triggerOf(trigger: Trigger): {
  counted(header: AcquisitionHeader): number;
  isLast(header: AcquisitionHeader): boolean;
  readonly byFlag: boolean;
} {
  const flag = lastFlags.find((name) => name === trigger);
  const counter = counters.find((name) => name === trigger);
  return {
    byFlag: flag !== undefined,
    counted: counterOf(counter),
    isLast: flag === undefined ? () => false : (header) => header.has(AcquisitionFlag[flag]),
  };
}

/** Warns that a trigger has not fired before the end of the data. A counter that never changes is normal. */
export function reportNeverFired(trigger: Trigger, report: (level: LogLevel, text: string) => void): void {
  const isFlag = lastFlags.some((name) => name === trigger);
  if (!isFlag && trigger !== "count") return;
  const why = isFlag ? "no readout has this flag" : "there are fewer readouts";
  report("warning", `trigger '${trigger}' never fired: ${why}; images are produced only at the end`);
}

/** Reads a counter; returns 0 if there is none to read. */
export function counterOf(counter: Counter | "none" | undefined): (header: AcquisitionHeader) => number {
  return counter === undefined || counter === "none" ? () => 0 : (header) => counterValue(header, counter);
}
