import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { statOf } from "./processes.ts";

/** Descriptors that the server has for each of its processes: for their messages, two outputs, and their exit report. */
const DESCRIPTORS_OF_A_CHILD = 4;

/** Open descriptors and child processes, whose number must not grow from one session to the next. */
export interface ProcessState {
  /** Without those for child processes. */
  readonly descriptors: number;
  readonly children: readonly number[];
}

export function processState(pid: number): ProcessState {
  const isChild = (name: string) => {
    const stat = statOf(name);
    return stat !== undefined && stat.state !== "Z" && stat.parent === pid;
  };
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isChild(name));
  const descriptors = readdirSync(`/proc/${pid}/fd`).length - DESCRIPTORS_OF_A_CHILD * children.length;
  return { descriptors, children: children.map(Number) };
}

/** Waits until the child processes of a server stay the same, and perhaps are this many, or until the test times out. */
export async function settledState(pid: number, children?: number): Promise<ProcessState> {
  for (;;) {
    const before = processState(pid);
    await pause(300);
    const after = processState(pid);
    const still = before.descriptors === after.descriptors && before.children.join() === after.children.join();
    if (still && after.children.length === (children ?? after.children.length)) return after;
  }
}
