import type { ChildProcess } from "node:child_process";
import { descendantMegabytes, residentMegabytes } from "../../processes/index.ts";
import type { Refusal } from "../errors.ts";

/** How often the memory of a process is checked. A loop can allocate a gigabyte in this time. */
const INTERVAL_MS = 250;
/** The programs that it has started are looked for in every other check, which takes more time. */
const CHECKS_OF_PROGRAMS = 2;

/**
 * Seconds in which a session may end by itself after its time limit: it can report more precisely, and closes its
 * files.
 */
const GRACE_SECONDS = 10;

/** Limits for the process of a session. */
export interface ProcessLimits {
  /** Of resident memory, including that of the programs that the session has started, and of V8's heap. */
  readonly memoryMegabytes: number;
  /** Maximum duration of a session; 0: no limit. */
  readonly sessionSeconds: number;
}

/**
 * Watches the processes of sessions from outside, since one that is stuck in a loop can't check itself, and kills those
 * that exceed their limits. Memory is known if the system has /proc; otherwise V8's own limit is the only one.
 */
export class ProcessWatch {
  readonly #limits: ProcessLimits;
  readonly #graceSeconds: number;
  readonly #reasons = new WeakMap<ChildProcess, Refusal>();

  constructor(limits: ProcessLimits, graceSeconds = GRACE_SECONDS) {
    this.#limits = limits;
    this.#graceSeconds = graceSeconds;
  }

  /**
   * Watches a process while it serves a session, at most until it ends.
   * @returns a function that ends this
   */
  watch(child: ChildProcess): () => void {
    const { memoryMegabytes, sessionSeconds } = this.#limits;
    const kill = (reason: Refusal) => this.kill(child, reason);
    let checks = 0;
    let ofPrograms = 0;
    const timer = setInterval(() => {
      checks += 1;
      if (checks % CHECKS_OF_PROGRAMS === 0) ofPrograms = descendantMegabytes(child.pid!);
      const megabytes = residentMegabytes(child.pid!) + ofPrograms;
      const what = `took ${megabytes} MB of memory${ofPrograms > 0 ? `, ${ofPrograms} MB of it in its programs` : ""}`;
      if (megabytes > memoryMegabytes) kill(this.#tooMuchMemory(what));
    }, INTERVAL_MS);
    const deadline = setTimeout(
      () =>
        kill({
          code: "server/time-limit",
          reason: `the session took longer than ${sessionSeconds} s, and did not end when requested`,
        }),
      (sessionSeconds + this.#graceSeconds) * 1000,
    );
    if (sessionSeconds === 0) clearTimeout(deadline);
    const stop = () => {
      clearInterval(timer);
      clearTimeout(deadline);
      child.off("exit", stop);
    };
    child.once("exit", stop);
    return stop;
  }

  /** Kills a process. @param reason for its client */
  kill(child: ChildProcess, reason: Refusal): void {
    this.#reasons.set(child, reason);
    child.kill("SIGKILL");
  }

  /** Why a process died, for its client. */
  reason(child: ChildProcess, code: number | null, signal: string | null): Refusal {
    const known = this.#reasons.get(child);
    if (known !== undefined) return known;
    // V8 aborts when its heap is full.
    if (signal === "SIGABRT" || signal === "SIGTRAP") return this.#tooMuchMemory(`died of signal ${signal}`);
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    return { code: "server/process-died", reason: `the session's process died (${how})` };
  }

  #tooMuchMemory(what: string): Refusal {
    const { memoryMegabytes } = this.#limits;
    const limit = `the limit is ${memoryMegabytes} MB, which the server's --session-memory raises`;
    return { code: "server/out-of-memory", reason: `the session ${what}; ${limit}` };
  }
}
