// A process of fuzz.ts: plays every so many-th case, to sessions of its own or to a server that it starts, and reports.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chance } from "../test/fuzz/chance.ts";
import { fuzzCase } from "../test/fuzz/fuzz-case.ts";
import { packageChains } from "../test/fuzz/package-chains.ts";
import { runCase } from "../test/fuzz/run-case.ts";
import { FuzzedServer } from "../test/fuzz/server-case.ts";

/** Cases `first`, `first + step`, … below `behind`, of which a share goes over sockets. */
export interface FuzzWork {
  readonly seed: number;
  readonly share: number;
  readonly first: number;
  readonly behind: number;
  readonly step: number;
}

export type FuzzReport =
  | { readonly kind: "begun"; readonly number: number; readonly overSocket: boolean }
  | {
      readonly kind: "wrong";
      readonly number: number;
      readonly overSocket: boolean;
      readonly mutations: readonly string[];
      readonly complaints: readonly string[];
    }
  | { readonly kind: "ended" }
  | { readonly kind: "server"; readonly pid: number }
  | { readonly kind: "grown"; readonly who: string; readonly megabytes: number }
  | { readonly kind: "text"; readonly text: string };

/** Seconds by which a session's process may outlive its session. */
const OUTLIVE_SECONDS = 5;

/** Fewer say nothing of memory: compilers are still at it. */
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
/** Whoever wanted to know is gone. */
const leave = () => {
  if (server !== undefined) process.kill(server.pid, "SIGTERM");
  process.exit(1);
};
process.once("disconnect", leave);
if (server !== undefined) report({ kind: "server", pid: server.pid });
const count = Math.ceil((work.behind - work.first) / work.step);
let early: { readonly own: number; readonly server: number } | undefined;

for (let index = 0; index < count; index += 1) {
  const number = work.first + index * work.step;
  // Of another seed than the case itself, which is the same over either way.
  const overSocket = server !== undefined && new Chance(~work.seed, number).happens(work.share);
  report({ kind: "begun", number, overSocket });
  const fuzz = fuzzCase(work.seed, number, chains);
  const complaints = overSocket ? await server.run(fuzz, OUTLIVE_SECONDS) : await runCase(fuzz, ownFolder);
  if (complaints.length > 0) report({ kind: "wrong", number, overSocket, mutations: fuzz.mutations, complaints });
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
 * In MB: what this process holds when all garbage is collected, and what is resident of the server. The memory of the WebAssembly
 * heap, which this process's sessions share and sessions of a server don't, stays as large as the largest case made it.
 */
async function memory(): Promise<{ own: number; server: number }> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { own: (heapUsed + arrayBuffers) / 2 ** 20, server: server === undefined ? 0 : residentMegabytes(server.pid) };
}

/** 0 where the system does not say. */
function residentMegabytes(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
