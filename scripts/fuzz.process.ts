// A process of fuzz.ts: runs every n-th case, on sessions within this process or on a server that it starts, and
// reports.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chance } from "../test/fuzz/chance.ts";
import { fuzzCase } from "../test/fuzz/fuzz-case.ts";
import { packageChains } from "../test/fuzz/package-chains.ts";
import { runCase } from "../test/fuzz/run-case.ts";
import { FuzzedServer } from "../test/fuzz/server-case.ts";

/** Cases `first`, `first + step`, … below `end`, of which a share is sent over sockets. */
export interface FuzzWork {
  readonly seed: number;
  readonly share: number;
  readonly first: number;
  readonly end: number;
  readonly step: number;
}

export type FuzzReport =
  | { readonly kind: "started"; readonly number: number; readonly overSocket: boolean }
  | {
      readonly kind: "wrong";
      readonly number: number;
      readonly overSocket: boolean;
      readonly mutations: readonly string[];
      readonly issues: readonly string[];
    }
  | { readonly kind: "ended" }
  | { readonly kind: "server"; readonly pid: number }
  | { readonly kind: "grown"; readonly who: string; readonly megabytes: number }
  | { readonly kind: "text"; readonly text: string };

/** Seconds by which a session's process may outlive its session. */
const OUTLIVE_SECONDS = 5;

/** With fewer cases, memory is not meaningful: code is still being compiled. */
const FEWEST_CASES = 1000;

const work = JSON.parse(process.argv[2]!) as FuzzWork;
const report = (what: FuzzReport) => void process.send!(what);
const folder = mkdtempSync(join(tmpdir(), "larmor-fuzz-"));
const [ownFolder, serverFolder] = [join(folder, "own"), join(folder, "server")];
/** Saved files must not fill the disk. That of the server's first session is still being written. */
const tidy = () => {
  rmSync(ownFolder, { recursive: true, force: true });
  if (!existsSync(serverFolder)) return;
  const over = readdirSync(serverFolder).filter((name) => !name.endsWith("_session1.h5"));
  for (const name of over) rmSync(join(serverFolder, name), { recursive: true });
};

const chains = await packageChains();
const server = work.share > 0 ? await FuzzedServer.start(serverFolder) : undefined;
/** The parent process has exited. */
const leave = () => {
  if (server !== undefined) process.kill(server.pid, "SIGTERM");
  process.exit(1);
};
process.once("disconnect", leave);
if (server !== undefined) report({ kind: "server", pid: server.pid });
const count = Math.ceil((work.end - work.first) / work.step);
let early: { readonly own: number; readonly server: number } | undefined;

for (let index = 0; index < count; index += 1) {
  const number = work.first + index * work.step;
  // With another seed than the case itself, which is the same with and without sockets.
  const overSocket = server !== undefined && new Chance(~work.seed, number).happens(work.share);
  report({ kind: "started", number, overSocket });
  const fuzz = fuzzCase(work.seed, number, chains);
  const issues = overSocket ? await server.run(fuzz, OUTLIVE_SECONDS) : await runCase(fuzz, ownFolder);
  if (issues.length > 0) report({ kind: "wrong", number, overSocket, mutations: fuzz.mutations, issues });
  report({ kind: "ended" });
  if (index % 500 === 0) tidy();
  if (index === Math.floor(count / 10) && count >= FEWEST_CASES) early = await memory();
}
if (early !== undefined) {
  const late = await memory();
  report({ kind: "grown", who: "a process of sessions", megabytes: late.own - early.own });
  report({ kind: "grown", who: "a server", megabytes: late.server - early.server });
}
for (const text of (await server?.end()) ?? []) report({ kind: "text", text });
rmSync(folder, { recursive: true });
process.off("disconnect", leave);
process.disconnect();

/**
 * In MB: memory of this process after garbage collection, and resident memory of the server. The WebAssembly heap,
 * which the sessions of this process share and those of a server do not, keeps the size that the largest case needed.
 */
async function memory(): Promise<{ own: number; server: number }> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { own: (heapUsed + arrayBuffers) / 2 ** 20, server: server === undefined ? 0 : residentMegabytes(server.pid) };
}

/** 0 if the system does not report it. */
function residentMegabytes(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
