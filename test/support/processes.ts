import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** What Linux says of a process; `undefined` of one that has ended, and on other systems. */
export function statOf(pid: number | string): { readonly state: string; readonly parent: number } | undefined {
  try {
    // `pid (name) state parent …`, where the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [, state, parent] = /\) (\S) (\d+)/.exec(stat.slice(stat.lastIndexOf(")"))) ?? [];
    return { state: state!, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // One that has ended, and whose parent has too, keeps its number where no init collects it, as in many containers. And one
  // may end between two questions.
  const stat = statOf(pid);
  return stat === undefined ? !existsSync("/proc/self/stat") : stat.state !== "Z";
}

/** Resolves when a condition holds. Whoever waits in vain runs into the test's timeout. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}
