import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { Refusal } from "../errors.ts";

/**
 * Descriptor to which a session's process writes its report, as lines of JSON: a process that dies has no time for IPC.
 */
export const EXIT_REPORT_DESCRIPTOR = 5;

/** What a session's process reports about itself in case it dies. */
export interface ExitReport {
  /** The step that is running, as errors name it; `null` if none is. */
  readonly at?: string | null;
  /** Why the process ends, for the client. */
  readonly refusal?: Refusal;
}

/** Maximum length of the reports that are kept: a line names a step, and only the last lines count. */
const MOST_CHARACTERS = 2 ** 16;

/** How long to wait for the rest of a report when a process has died. */
const WAIT_MS = 500;

/** Collects what a process reports about its sessions. */
export interface ExitReportCollector {
  /** Another session begins. */
  reset(): void;
  /** To be called when the process has died: resolves with its report, once that is complete. */
  take(): Promise<ExitReport>;
}

export function collectExitReport(child: ChildProcess): ExitReportCollector {
  const pipe = (child.stdio as readonly (Readable | null | undefined)[])[EXIT_REPORT_DESCRIPTOR] ?? undefined;
  let text = "";
  pipe?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-MOST_CHARACTERS);
  });
  return {
    reset: () => {
      text = "";
    },
    take: async () => {
      if (pipe !== undefined && !pipe.closed) await closedWithin(pipe, WAIT_MS);
      pipe?.destroy();
      const lines = text.split("\n").slice(0, -1);
      return Object.assign({}, ...lines.map(parseLine)) as ExitReport;
    },
  };
}

/** Waits for a pipe to close, but not for a program that outlives the session and holds its other end open. */
function closedWithin(pipe: Readable, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    pipe.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Gadgets can write to the descriptor too: other lines are ignored. */
function parseLine(line: string): ExitReport {
  try {
    const { at, refusal } = JSON.parse(line) as ExitReport;
    const isStep = at === null || typeof at === "string";
    return { ...(isStep && { at }), ...(typeof refusal?.reason === "string" && { refusal }) };
  } catch {
    return {};
  }
}
