import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // One that has ended, and whose parent has too, keeps its number where no init collects it, as in many containers.
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/^\d+ \(.*\) Z /s.test(readFileSync(status, "utf8"));
}

/** Resolves when a condition holds. Whoever waits in vain runs into the test's timeout. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}
