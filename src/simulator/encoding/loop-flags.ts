import { AcquisitionFlag } from "../../mrd/index.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { Round } from "./loops.ts";
import { partitionAxis } from "./sampling.ts";

const flag = AcquisitionFlag;

/**
 * Counters from the outermost loop inwards, with the flags of their first and last readouts. The order is one of
 * meaning, not of time: slices may be interleaved, and still a slice ends with its own last line.
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

/**
 * Flags of encoding loops refer to a loop, not to one value of its counter: the loop restarts for each value of this
 * counter.
 */
const encodingLoops = [
  { within: "contrast", flags: [flag.firstInEncodeStep2, flag.lastInEncodeStep2] },
  { within: "kspaceEncodeStep2", flags: [flag.firstInEncodeStep1, flag.lastInEncodeStep1] },
] as const;

/**
 * The first-in and last-in flags of the readouts of a repetition and encoding. They are on the first and last of the
 * readouts that share the values of a counter and of all outer ones. If a counter has a single value, only slices,
 * partitions and lines are flagged.
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

/** Sets a flag on the first and another on the last readout of each group. */
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
