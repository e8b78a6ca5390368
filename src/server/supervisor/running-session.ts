import type { ChildProcess } from "node:child_process";
import { withResolvers } from "../../async/index.ts";
import type { ClientWatch } from "./client-watch.ts";
import type { DequeuedClient } from "./connection-queue.ts";
import { EXIT_REPORT_DESCRIPTOR, type ExitReport } from "./exit-report.ts";
import { LiveWatch } from "./live-watch.ts";
import { isReport, type SessionReport } from "./observer.ts";
import type { ProcessWatch } from "./process-watch.ts";
import type { ProcessMessage, SessionProcess } from "./session-process.ts";

/** What the supervisor sends along with a socket. */
export interface SessionHandover {
  readonly session: number;
  /** Descriptor for its {@link ExitReport}. */
  readonly exitReport: number;
  /** What was read from the socket, in base64. */
  readonly firstBytes: string;
}

/** How a session ended, and with it perhaps its process. */
export type SessionEnd =
  | { readonly how: "served" }
  /** The process must not serve this client. @property firstBytes all that has been read from the socket */
  | { readonly how: "returned"; readonly firstBytes: Buffer }
  | { readonly how: "exited" }
  | {
      readonly how: "died";
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly report: Promise<ExitReport>;
    };

export interface RunningSessionOptions {
  readonly session: number;
  readonly process: SessionProcess;
  readonly client: DequeuedClient;
  readonly watch: ProcessWatch;
  readonly clientWatch: ClientWatch;
  reported(report: SessionReport): void;
  /** A report for browsers has arrived. */
  live(text: string): void;
}

/** A session, from the moment when its client is given to a process. */
export class RunningSession {
  readonly session: number;
  readonly process: SessionProcess;
  readonly client: DequeuedClient;
  readonly startedAt = performance.now();
  readonly ended: Promise<SessionEnd>;
  readonly #live: LiveWatch;

  constructor({ session, process, client, watch, clientWatch, reported, live }: RunningSessionOptions) {
    this.session = session;
    this.process = process;
    this.client = client;
    process.clients += 1;
    const { socket } = client;
    const child = process.child!;
    const { exitReport } = process;
    exitReport.reset();
    const handover = {
      session,
      exitReport: EXIT_REPORT_DESCRIPTOR,
      firstBytes: client.firstBytes.toString("base64"),
    };
    // The supervisor keeps the socket open without reading it: if the process dies, it can still send the reason.
    child.send(handover satisfies SessionHandover, socket, { keepOpen: true });
    this.#live = new LiveWatch(child, live);
    const stops = [watch.watch(child), clientWatch.watch(child, socket)];
    const { promise, resolve } = withResolvers<SessionEnd>();
    this.ended = promise;
    const end = (how: SessionEnd) => {
      for (const stop of stops) stop();
      child.off("exit", exited);
      if (how.how === "served" || how.how === "returned") child.off("message", received);
      resolve(how);
    };
    const received = (message: unknown) => {
      if (isReport(message)) reported(message);
      else if (message === ("served" satisfies ProcessMessage)) end({ how: "served" });
      else if (this.#live.receive(message)) return;
      else if (isReturned(message)) end({ how: "returned", firstBytes: Buffer.from(message.returned, "base64") });
    };
    const exited = (exitCode: number | null, signal: string | null) => {
      if (exitCode === 0) end({ how: "exited" });
      else end({ how: "died", exitCode, signal, report: exitReport.take() });
    };
    child.on("message", received);
    child.once("exit", exited);
  }

  /** Whether browsers watch it. */
  set isWatched(isWatched: boolean) {
    this.#live.isWatched = isWatched;
  }

  /** Calls back when the last report of the session has arrived, which may be after the end of its process. */
  onLastReport(callback: () => void): void {
    const { connected, exitCode, signalCode } = this.child;
    if (connected && (exitCode !== null || signalCode !== null)) this.child.once("disconnect", callback);
    else callback();
  }

  get child(): ChildProcess {
    return this.process.child!;
  }
}

function isReturned(message: unknown): message is Exclude<ProcessMessage, string> {
  return typeof (message as { returned?: unknown } | null)?.returned === "string";
}
