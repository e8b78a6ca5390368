import { type ChildProcess, fork } from "node:child_process";
import type { Logger } from "pino";
import { withResolvers } from "../../async/index.ts";
import { forkOptions } from "../../debugging/index.ts";
import { withLargePages } from "../../processes/index.ts";
import type { ClientWatchMessage } from "./client-watch.ts";
import { collectExitReport, type ExitReportCollector } from "./exit-report.ts";
import type { ProcessLimits } from "./process-watch.ts";
import { forwardOutput } from "./unexpected-output.ts";

/** A process that takes longer to start is stuck. Usually it takes half a second, and more on a busy machine. */
const START_LIMIT_MS = 120_000;

/** Of V8's young generation, in MB: the default of 16 costs each standby process 30 MB and makes none faster. */
const YOUNG_GENERATION = "--max-semi-space-size=4";

/**
 * Keeps Node's debugger closed at SIGUSR1, even before the process has started, if this version of Node can. Node needs
 * milliseconds to list its flags, so not before a server listens.
 */
const noDebugger = () => ["--disable-sigusr1"].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));

/**
 * Descriptor at which a session's process finds the supervisor's standard output, for its log. It is not the child's
 * own standard output, because libuv makes a child's standard streams blocking. They are shared, so the supervisor
 * would block too: forever, if it is a pipe that is not read.
 */
export const logDescriptor = 4;

export interface SessionProcessOptions {
  /**
   * Module that serves sessions, one at a time. It sends a {@link ProcessMessage} when it is ready, receives a socket,
   * and exits with 0 when the session is over, unless it can serve another one. After the socket, it receives
   * {@link ClientWatchMessage}s. It may log to {@link logDescriptor}.
   */
  readonly sessionModule: URL;
  /** Arguments of the module. */
  readonly sessionArguments: readonly string[];
  /** Milliseconds in which a process must be ready; by default, two minutes. */
  readonly startLimitMs?: number;
  readonly limits: ProcessLimits;
  readonly log: Logger;
}

/** What a process of sessions reports, besides the progress of its session. */
export type ProcessMessage =
  /** It has started, and can serve a client. */
  | "ready"
  /** It has done in advance what delays a first session. */
  | "warm"
  /** Its session is over, nothing of it is left, and it can serve another client. */
  | "served"
  /** It must not serve this client, because it has served others. @see SessionHandover */
  | { readonly returned: string };

/** A process that serves sessions, one at a time. */
export class SessionProcess {
  /** `undefined` if it could not be started at all. */
  readonly child: ChildProcess | undefined;
  /** Resolves when it is ready. Stays pending if it never is. */
  readonly ready: Promise<void>;
  /** Resolves when it is as fast as it will be. Stays pending if it never is. */
  readonly warm: Promise<void>;
  /** Resolves with the reason when it has exited, can't be started, or was not ready in time and is killed. */
  readonly exited: Promise<string>;
  /** Number of clients that it has been given. */
  clients = 0;
  #isReady = false;
  #isWarm = false;
  #exitReport: ExitReportCollector | undefined;

  constructor(options: SessionProcessOptions) {
    const { startLimitMs = START_LIMIT_MS, log } = options;
    const ready = withResolvers();
    const warm = withResolvers();
    const exited = withResolvers<string>();
    this.ready = ready.promise;
    this.warm = warm.promise;
    this.exited = exited.promise;
    try {
      this.child = start(options);
    } catch (error) {
      exited.resolve((error as Error).message);
      return;
    }
    const { child } = this;
    forwardOutput(child, log);
    const limit = setTimeout(() => {
      exited.resolve(`it was not ready after ${startLimitMs / 1000} s`);
      child.kill("SIGKILL");
    }, startLimitMs).unref();
    child.on("message", (message: ProcessMessage) => {
      if (message === "ready") {
        clearTimeout(limit);
        this.#isReady = true;
        ready.resolve();
      }
      if (message === "warm" || message === "served") {
        this.#isWarm = true;
        warm.resolve();
      }
    });
    // A process that can't be started emits an error and never exits.
    child.on("error", ({ message }) => exited.resolve(message));
    child.once("exit", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      exited.resolve(`it ended with ${how} ${this.#isReady ? "while on standby" : "before it was ready"}`);
    });
    void exited.promise.then(() => clearTimeout(limit));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get isWarm(): boolean {
    return this.#isWarm;
  }

  /** What the process reports in case it dies. */
  get exitReport(): ExitReportCollector {
    this.#exitReport ??= collectExitReport(this.child!);
    return this.#exitReport;
  }

  /** Lets a process that serves nobody end by itself. */
  retire(): void {
    if (this.child?.connected) this.child.disconnect();
  }
}

function start({ sessionModule, sessionArguments, limits }: SessionProcessOptions): ChildProcess {
  const { execArgv, env } = forkOptions();
  return fork(sessionModule, sessionArguments, {
    stdio: ["ignore", "pipe", "pipe", "ipc", 1, "pipe"],
    env: withLargePages(env),
    execArgv: [...execArgv, ...noDebugger(), YOUNG_GENERATION, `--max-old-space-size=${limits.memoryMegabytes}`],
  });
}
