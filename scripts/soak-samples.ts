import { readFileSync } from "node:fs";
import { median } from "../bench/measure.ts";
import { processState } from "../test/support/process-state.ts";

/** What a server takes at one time. */
export interface Sample {
  /** Resident memory of its own process, in MB. */
  readonly megabytes: number;
  /** Open descriptors. */
  readonly descriptors: number;
  /** Processes that it started. */
  readonly children: number;
}

/** Looks at a process. @throws NodeJS.ErrnoException where it has ended */
export function sampleOf(pid: number): Sample {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  const { descriptors, children } = processState(pid);
  return { megabytes: Number(kilobytes) / 1024, descriptors, children: children.length };
}

/**
 * By how much the median of the last tenth may lie above that of the second. The first tenth is left out, for the compiler and
 * its caches are still at work then. Memory also rises and falls with what has not been collected yet: a tenth of it, and at
 * least 8 MB, which a leak of 6 kB a session exceeds in 2,000.
 */
const allowed = {
  megabytes: (early: number) => Math.max(early / 10, 8),
  // One session more or fewer at the moment of a look: its socket, its channel, its two outputs and its last words.
  descriptors: () => 5,
};

/** How one quantity went. */
export interface Growth {
  readonly early: number;
  readonly late: number;
  readonly flat: boolean;
}

/** Samples of which a tenth says something. */
const ENOUGH = 50;

/** Compares the end with the beginning; `undefined` where there are too few samples to tell. */
export function growthOf(samples: readonly Sample[], quantity: keyof typeof allowed): Growth | undefined {
  if (samples.length < ENOUGH) return undefined;
  const values = samples.map((sample) => sample[quantity]);
  const tenth = Math.floor(values.length / 10);
  const early = median(values.slice(tenth, 2 * tenth));
  const late = median(values.slice(-tenth));
  return { early, late, flat: late - early <= allowed[quantity](early) };
}
