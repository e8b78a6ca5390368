import { writeFileSync } from "node:fs";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import type { MrdHeader } from "../../mrd/index.ts";
import type { WorkPool } from "../../pool/index.ts";
import { collectGarbage } from "../../pool/threads/index.ts";

/**
 * Before a volume with more lines than these, a process collects the garbage of its warm-up, which would add to the
 * peak of its memory. Other measurements would wait for the code that V8 then discards.
 */
const MOST_LINES_WITH_GARBAGE = 4096;

/** A process that holds more memory than this after a session collects its garbage before another one. */
const MOST_MEGABYTES_WITH_GARBAGE = 192;

/**
 * A process that still holds more memory than this does not serve another session. The system's allocator keeps much of
 * what a large volume needed, for the next one.
 */
const MOST_MEGABYTES_KEPT = 512;

/** V8 returns the memory of collected buffers on a thread of its own. */
const SWEEP_MS = 20;

/** Prepares the memory of this process for a measurement: collects garbage before large volumes. */
export function prepareMemory({ encoding }: Pick<MrdHeader, "encoding">, collect = collectGarbage): void {
  const isLarge = encoding.some(({ encodedSpace: { matrixSize } }) => {
    const { y, z } = matrixSize;
    return z > 1 && y * z > MOST_LINES_WITH_GARBAGE;
  });
  if (isLarge) collect();
}

/** Returns the memory of what is not referenced any more to the system, that of the worker threads too. */
export async function returnGarbage(pool: WorkPool): Promise<void> {
  collectGarbage();
  await turn(); // Buffers that are garbage here are removed from the threads.
  await pool.collectGarbage?.();
  await pause(SWEEP_MS);
}

/**
 * After a session, returns the memory of what is not referenced any more to the system, if that is much.
 * @returns the memory that this process holds, and whether that is too much for another session
 */
export async function tidyMemory(pool: WorkPool): Promise<{ megabytes: number; isTooMuch: boolean }> {
  if (residentMegabytes() > MOST_MEGABYTES_WITH_GARBAGE) await returnGarbage(pool);
  const megabytes = residentMegabytes();
  return { megabytes: Math.round(megabytes), isTooMuch: megabytes > MOST_MEGABYTES_KEPT };
}

/** The system's record of the largest memory starts from zero, so that a session reports its own. */
export function forgetPeakMemory(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Another system than Linux, or no /proc: the record is that of all sessions so far.
  }
}

function residentMegabytes(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}
