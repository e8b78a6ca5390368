import { readdirSync, readFileSync } from "node:fs";

/** How long a list of processes is used: sessions that are checked at the same time share it. */
const LIST_MS = 200;

const MEGABYTE_IN_KB = 1024;

/** Ids of processes by the id of their parent. */
let children: ReadonlyMap<number, readonly number[]> = new Map();
let listedAt = Number.NEGATIVE_INFINITY;

/** Resident memory of a process in MB; 0 if it is not known, because the process has ended or there is no /proc. */
export function residentMegabytes(pid: number): number {
  return megabytes(pid, ["VmRSS"]);
}

/**
 * Memory of the processes that a process has started, and of those that these have started, in MB. Pages of files do not
 * count, since the system can discard them.
 */
export function descendantMegabytes(pid: number): number {
  const now = performance.now();
  if (now - listedAt > LIST_MS) [children, listedAt] = [listed(), now];
  let sum = 0;
  const left = [...(children.get(pid) ?? [])];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    sum += megabytes(next, ["RssAnon", "RssShmem"]);
    left.push(...(children.get(next) ?? []));
  }
  return sum;
}

function megabytes(pid: number, fields: readonly string[]): number {
  const status = read(`/proc/${pid}/status`);
  const kilobytes = fields.map((field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0));
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / MEGABYTE_IN_KB);
}

function listed(): ReadonlyMap<number, readonly number[]> {
  const byParent = new Map<number, number[]>();
  for (const name of entries("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // The name of a program, in parentheses, may contain anything.
    const parent = /^.*\) \S (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1];
    if (parent === undefined) continue;
    const siblings = byParent.get(Number(parent));
    if (siblings === undefined) byParent.set(Number(parent), [Number(name)]);
    else siblings.push(Number(name));
  }
  return byParent;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
