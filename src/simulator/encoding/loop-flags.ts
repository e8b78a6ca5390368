import { AcquisitionFlag } from "../../mrd/index.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { Round } from "./loops.ts";
import { partitionAxis } from "./sampling.ts";

const flag = AcquisitionFlag;

/**
 * Counters from that which encloses all others, and the flags of their first and last readouts. It is a ranking of
 * meaning, not of time: interleaved slices take turns, and still a slice is over when its own last line is read.
 */
const ranks = [
  { counter: "average", flags: [flag.firstInAverage, flag.lastInAverage] },
  { counter: "phase", flags: [flag.firstInPhase, flag.lastInPhase] },
  { counter: "set", flags: [flag.firstInSet, flag.lastInSet] },
  { counter: "slice", flags: [flag.firstInSlice, flag.lastInSlice] },
  { counter: "contrast", flags: [flag.firstInContrast, flag.lastInContrast] },
  { counter: "kspaceEncodeStep2", flags: undefined },
  { counter: "segment", flags: [flag.firstInSegment, flag.lastInSegment] },
] as const;
type Counter = (typeof ranks)[number]["counter"];

/** Flags of encoding loops are about a loop, not about one value of its counter: it begins anew in each value of this. */
const encodingLoops = [
  { within: "contrast", flags: [flag.firstInEncodeStep2, flag.lastInEncodeStep2] },
  { within: "kspaceEncodeStep2", flags: [flag.firstInEncodeStep1, flag.lastInEncodeStep1] },
] as const;

/**
 * The first-in and last-in flags of the readouts of a repetition and encoding: on the first and on the last of those
 * that agree in a counter and in all that enclose it. Only slices, partitions and lines are flagged where there is but one.
 */
export function loopFlags(rounds: readonly Round[], settings: PhantomSettings): number[][] {
  const { averages, phases, sets, slices, contrasts, segments } = settings;
  const counts: Record<Counter, number> = {
    average: averages,
    phase: phases,
    set: sets,
    slice: slices,
    contrast: contrasts,
    kspaceEncodeStep2: partitionAxis(settings).acquired,
    segment: segments,
  };
  const result = rounds.map((): number[] => []);
  let group = rounds.map(() => 0);
  for (const { counter, flags } of ranks) {
    group = rounds.map((round, i) => group[i]! * counts[counter] + round[counter]);
    const loop = encodingLoops.find(({ within }) => within === counter);
    if (loop !== undefined) mark(group, loop.flags, result);
    if (flags !== undefined && (counts[counter] > 1 || counter === "slice")) mark(group, flags, result);
  }
  return result;
}

/** Puts a flag on the first and a flag on the last readout of each group. */
function mark(groups: readonly number[], [first, last]: readonly [number, number], flags: number[][]): void {
  const firsts = new Map<number, number>();
  const lasts = new Map<number, number>();
  for (const [i, group] of groups.entries()) {
    if (!firsts.has(group)) firsts.set(group, i);
    lasts.set(group, i);
  }
  for (const i of firsts.values()) flags[i]!.push(first);
  for (const i of lasts.values()) flags[i]!.push(last);
}
