import { type Acquisition, type AcquisitionHeader, loopCounters, userCounters } from "../../mrd/index.ts";

/** Loop counters by which readouts are collected and sorted, as chains name them. */
export const counters = [...loopCounters, ...userCounters] as const;
export type Counter = (typeof counters)[number];

/** The value of a readout's counter. */
export function counterValue(header: AcquisitionHeader, counter: Counter): number {
  switch (counter) {
    case "average":
    case "slice":
    case "contrast":
    case "phase":
    case "repetition":
    case "set":
    case "segment":
      return header[counter];
    default:
      return header.user[Number(counter.slice("user_".length))]!;
  }
}

/**
 * The values of a counter in some readouts, as a dimension: ascending, without unused values. `none` is a dimension of
 * size 1.
 */
export function counterRange(
  readouts: readonly Acquisition[],
  counter: Counter | "none",
): { readonly size: number; at(readout: Acquisition): number } {
  if (counter === "none") return { size: 1, at: () => 0 };
  const values = [...new Set(readouts.map(({ header }) => counterValue(header, counter)))].sort((a, b) => a - b);
  const places = new Map(values.map((value, place) => [value, place]));
  return { size: Math.max(1, values.length), at: ({ header }) => places.get(counterValue(header, counter)) ?? 0 };
}

/**
 * Groups readouts by their encoding and some of their counters.
 * @returns groups under keys that sort as encodings and counters do, with one character per number
 */
export function divideByCounters(
  readouts: readonly Acquisition[],
  by: readonly Counter[],
): ReadonlyMap<string, readonly Acquisition[]> {
  const groups = new Map<string, Acquisition[]>();
  for (const readout of readouts) {
    const { header } = readout;
    const key = String.fromCharCode(header.encodingSpaceRef, ...by.map((counter) => counterValue(header, counter)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [readout]);
    else group.push(readout);
  }
  return groups;
}
