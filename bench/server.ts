import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const cli = fileURLToPath(new URL("../dist/src/entries/main.js", import.meta.url));

/** How long a server needs after a session to prepare each standby process: to start, load and warm up. */
const WARM_MS = 2500;

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
  ) {
    this.#process = server;
    let rest = "";
    server.stdout!.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line.includes('"outcome"')) this.sessions.push(JSON.parse(line));
    });
  }

  static async start(...options: readonly string[]): Promise<BenchServer> {
    const started = performance.now();
    const server = spawn(process.execPath, [cli, "serve", "-p", "0", "--json", ...options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let log = "";
    while (!/listening on [^:]+:\d+/.test(log)) log += String(await once(server.stdout, "data")); // Not its first line, if run as root.
    const listeningMs = performance.now() - started;
    const made = new BenchServer(server, Number(/listening on [^:]+:(\d+)/.exec(log)![1]), listeningMs);
    await made.warm();
    return made;
  }

  /** Waits until this many standby processes are ready. */
  warm(spares = 1): Promise<void> {
    return pause(spares * WARM_MS);
  }

  /** Resident memory of the server and its child processes; shared pages count once. */
  residentMegabytes(): number {
    const own = String(this.#process.pid);
    let kilobytes = 0;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
        if (pid !== own && parent !== own) continue;
        const memory = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
        kilobytes += Number(/^Pss:\s+(\d+)/m.exec(memory)?.[1] ?? 0);
      } catch {
        // A process that ended meanwhile.
      }
    }
    return kilobytes / 1024;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill("SIGTERM");
    await once(this.#process, "exit");
  }
}
