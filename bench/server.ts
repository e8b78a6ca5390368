import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The root of this version of the project. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const entry = "dist/src/entries/main.js";
const cli = join(root, entry);

/** The command as users call it. */
export const command = join(root, "dist/src/entries/larmor.sh");

/** How long a server needs after a session to prepare each standby process: to start, load and warm up. */
const WARM_MS = 2500;

/** A server is idle if it has used less than so much processor time in such a time. */
const IDLE_SECONDS = 0.03;
const IDLE_MS = 300;

/** A session's report at its end. */
export interface SessionReport {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** A server of the built project, on its own port. */
export class BenchServer {
  readonly sessions: SessionReport[] = [];
  readonly #process: ChildProcess;

  private constructor(
    server: ChildProcess,
    readonly port: number,
    /** From starting the process until it reported that it was listening. */
    readonly listeningMs: number,
    /** Of its page, if it has one. */
    readonly httpPort: number | undefined,
  ) {
    this.#process = server;
    let rest = "";
    server.stdout!.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line.includes('"peakMegabytes"')) this.sessions.push(JSON.parse(line));
    });
  }

  static async start(...options: readonly string[]): Promise<BenchServer> {
    const server = await BenchServer.cold(...options);
    await server.warm();
    return server;
  }

  /** A server that has just started to listen. */
  static cold(...options: readonly string[]): Promise<BenchServer> {
    return BenchServer.#listening([process.execPath, cli, "serve", "-p", "0", "--json", ...options]);
  }

  /** A server of the version of the project that is built in this folder. */
  static async ofVersion(folder: string): Promise<BenchServer> {
    const server = await BenchServer.#listening([process.execPath, join(folder, entry), "serve", "-p", "0", "--json"]);
    await server.warm();
    return server;
  }

  /** A server whose processes all share one core. */
  static async onOneCore(): Promise<BenchServer> {
    const command = ["taskset", "-c", "0", process.execPath, cli, "serve", "-p", "0", "--json"] as const;
    const server = await BenchServer.#listening(command);
    await server.warm();
    return server;
  }

  static async #listening([program, ...args]: readonly [string, ...string[]]): Promise<BenchServer> {
    const started = performance.now();
    const server = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    let log = "";
    while (!/listening on [^:]+:\d+/.test(log)) log += String(await once(server.stdout, "data")); // Not its first line, if run as root.
    const listeningMs = performance.now() - started;
    const httpPort = /browsers is at http:\/\/[^:]+:(\d+)/.exec(log)?.[1];
    const port = Number(/listening on [^:]+:(\d+)/.exec(log)![1]);
    return new BenchServer(server, port, listeningMs, httpPort === undefined ? undefined : Number(httpPort));
  }

  /** Waits until this many standby processes are ready, and no process of the server does anything. */
  async warm(spares = 1): Promise<void> {
    await pause(spares * WARM_MS);
    for (let [before, now] = [Number.NEGATIVE_INFINITY, this.cpuSeconds()]; now - before > IDLE_SECONDS; ) {
      await pause(IDLE_MS);
      [before, now] = [now, this.cpuSeconds()];
    }
  }

  /** Resident memory of the server and its child processes; shared pages count once. */
  residentMegabytes(): number {
    let kilobytes = 0;
    for (const pid of [this.#process.pid!, ...childrenOf(this.#process.pid!)]) {
      try {
        const memory = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
        kilobytes += Number(/^Pss:\s+(\d+)/m.exec(memory)?.[1] ?? 0);
      } catch {
        // A process that ended meanwhile.
      }
    }
    return kilobytes / 1024;
  }

  /** Processor time of the server and its child processes so far, of those that have ended too. */
  cpuSeconds(): number {
    const pids = [this.#process.pid!, ...childrenOf(this.#process.pid!)];
    return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }

  /** Processor time of the server's own process so far, without the sessions. */
  ownCpuSeconds(): number {
    const ticks = statOf(this.#process.pid!)?.slice(11, 13) ?? [];
    return ticks.reduce((sum, each) => sum + Number(each), 0) / TICKS_PER_SECOND;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill("SIGTERM");
    await once(this.#process, "exit");
  }
}

/** Linux counts processor time in ticks of this length, on all its systems. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process, and of its child processes that have ended; 0 if it has ended itself. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return fields === undefined
    ? 0
    : fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => statOf(pid)?.[1] === String(parent));
}

/** The fields of /proc/PID/stat from the state of the process on. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
