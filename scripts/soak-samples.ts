import { readFileSync } from "node:fs";
import { median } from "../bench/measure.ts";
import { processState } from "../test/support/process-state.ts";

/** Resources of a server at one time. */
export interface Sample {
  /** Resident memory of its own process, in MB. */
  readonly megabytes: number;
  /** Open descriptors. */
  readonly descriptors: number;
  /** Number of child processes. */
  readonly children: number;
}

/** Samples a process. @throws NodeJS.ErrnoException if it has exited */
export function sampleOf(pid: number): Sample {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  const { descriptors, children } = processState(pid);
  return { megabytes: Number(kilobytes) / 1024, descriptors, children: children.length };
}

/**
 * Maximum difference between the median of the last tenth and that of the second. The first tenth is skipped because
 * compiler and caches are still warming up. Memory also fluctuates with uncollected garbage: by a tenth or by 8 MB,
 * whichever is larger. A leak of 6 kB per session exceeds 8 MB after 2,000 sessions.
 */
const allowed = {
  megabytes: (early: number) => Math.max(early / 10, 8),
  // One session more or fewer at the time of a sample: its socket, its channel, its two outputs and its exit report.
  descriptors: () => 5,
};

/** Trend of one quantity. */
export interface Growth {
  readonly early: number;
  readonly late: number;
  readonly flat: boolean;
}

/** Minimum number of samples for a meaningful tenth. */
const ENOUGH = 50;

/** Compares the end with the start; `undefined` if there are too few samples to decide. */
export function growthOf(samples: readonly Sample[], quantity: keyof typeof allowed): Growth | undefined {
  if (samples.length < ENOUGH) return undefined;
  const values = samples.map((sample) => sample[quantity]);
  const tenth = Math.floor(values.length / 10);
  const early = median(values.slice(tenth, 2 * tenth));
  const late = median(values.slice(-tenth));
  return { early, late, flat: late - early <= allowed[quantity](early) };
}
