import type { SessionProgress } from "../../session/index.ts";

/** What a session's process reports while it runs, one message each time; plain data. */
export interface SessionReport extends SessionProgress {
  /** Memory of the process. */
  readonly residentBytes: number;
}

/** A session that has started. */
export interface StartedSession {
  readonly session: number;
  readonly peer: string | undefined;
  /** In the queue. */
  readonly waitedSeconds: number;
  /** ID of its process. */
  readonly pid: number | undefined;
  /** How many sessions its process has served, with this one. */
  readonly sessionOfProcess: number;
}

/** Is notified about the sessions of a server. */
export interface ServerObserver {
  started(session: StartedSession): void;
  reported(session: number, report: SessionReport): void;
  /** What a session shows to browsers, as JSON. It is not checked: gadgets can send it too. */
  live?(session: number, text: string): void;
  /** @param died whether its process crashed or was killed */
  ended(session: number, died: boolean): void;
  /** The server itself rejected a client. @param code as in `server/no-process` */
  refused(code: string): void;
}

/** Does nothing. */
export const noObserver: ServerObserver = { started: () => {}, reported: () => {}, ended: () => {}, refused: () => {} };

const numberNames = ["readouts", "waveforms", "images", "sent", "bytesRead", "bytesWritten", "residentBytes"] as const;

/** Whether a message is a report: gadgets can send messages too. */
export function isReport(message: unknown): message is SessionReport {
  const { stepSeconds, errors, chain: _, ...numbers } = (message ?? {}) as Partial<SessionReport>;
  return numberNames.every((name) => Number.isFinite(numbers[name])) && isCounts(stepSeconds) && isCounts(errors);
}

function isCounts(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => Number.isFinite(each));
}

/** Several observers as one. */
export function allObserving(observers: readonly ServerObserver[]): ServerObserver {
  return {
    started: (session) => {
      for (const each of observers) each.started(session);
    },
    reported: (session, report) => {
      for (const each of observers) each.reported(session, report);
    },
    live: (session, text) => {
      for (const each of observers) each.live?.(session, text);
    },
    ended: (session, died) => {
      for (const each of observers) each.ended(session, died);
    },
    refused: (code) => {
      for (const each of observers) each.refused(code);
    },
  };
}
