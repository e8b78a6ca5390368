import type { PhantomSettings } from "../options/options.ts";
import type { EncodingStep } from "./shots.ts";

/** Counters and flags of a readout, within its repetition and encoding. */
export interface Round extends EncodingStep {
  readonly average: number;
  readonly phase: number;
  readonly set: number;
  readonly slice: number;
  readonly contrast: number;
}

/** Fields that a loop sets in each iteration. */
type Loop = readonly Partial<Round>[];

/**
 * The readouts of one shot, in order. Loops, outermost first: average, phase, set, slice, partition, line, contrast; `shot` has
 * the lines of all partitions.
 * For interleaved slices, the slice loop is inside the line loop. Segments are ranges of the line loop. Nothing
 * interrupts an echo train of EPI: its slice and contrast loops are outside of the line loop.
 */
export function rounds(settings: PhantomSettings, shot: readonly EncodingStep[]): Round[] {
  const { averages, phases, sets, contrasts, interleaved, epi } = settings;
  const slices = sliceOrder(settings).map((slice) => ({ slice }));
  const outer = [counted("average", averages), counted("phase", phases), counted("set", sets)];
  const echoTimes = counted("contrast", contrasts);
  const inner = interleaved ? [shot, slices, echoTimes] : [slices, shot, echoTimes];
  return nested([...outer, ...(epi ? [slices, echoTimes, shot] : inner)]) as Round[];
}

function sliceOrder({ slices, interleaved }: PhantomSettings): number[] {
  const all = Array.from({ length: slices }, (_, slice) => slice);
  return interleaved ? [...all.filter((slice) => slice % 2 === 0), ...all.filter((slice) => slice % 2 === 1)] : all;
}

function counted(counter: keyof Round, count: number): Loop {
  return Array.from({ length: count }, (_, value) => ({ [counter]: value }));
}

/** All combinations of iterations, the last loop being the innermost. */
function nested(loops: readonly Loop[]): Partial<Round>[] {
  return loops.reduce<Partial<Round>[]>(
    (outer, loop) => outer.flatMap((given) => loop.map((round) => ({ ...given, ...round }))),
    [{}],
  );
}
