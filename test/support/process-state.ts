import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { statOf } from "./processes.ts";

/** Open descriptors and child processes, whose number must not grow from one session to the next. */
export interface ProcessState {
  readonly descriptors: number;
  readonly children: readonly number[];
}

export function processState(pid: number): ProcessState {
  const isChild = (name: string) => {
    const stat = statOf(name);
    return stat !== undefined && stat.state !== "Z" && stat.parent === pid;
  };
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isChild(name));
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, children: children.map(Number) };
}

/**
 * Waits until a server has this number of child processes, by default one on standby and no session, or until the test
 * times out.
 */
export async function settledState(pid: number, children = 1): Promise<ProcessState> {
  for (;;) {
    const before = processState(pid);
    await pause(300);
    const after = processState(pid);
    const still = before.descriptors === after.descriptors && before.children.join() === after.children.join();
    if (still && after.children.length === children) return after;
  }
}
