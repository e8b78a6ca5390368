import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** State of a process on Linux; `undefined` if it has ended, and on other systems. */
export function statOf(pid: number | string): { readonly state: string; readonly parent: number } | undefined {
  try {
    // `pid (name) state parent …`, where the name may contain any characters.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [, state, parent] = /\) (\S) (\d+)/.exec(stat.slice(stat.lastIndexOf(")"))) ?? [];
    return { state: state!, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** Whether a process is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // An ended process without a parent remains as a zombie if there is no init, as in many containers. A process may
  // also end between the two checks.
  const stat = statOf(pid);
  return stat === undefined ? !existsSync("/proc/self/stat") : stat.state !== "Z";
}

/** Resolves when a condition holds. Otherwise the test times out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}
