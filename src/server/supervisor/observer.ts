/** What a session's process tells of itself while it runs, a message each time; plain data. */
export interface SessionReport {
  readonly readouts: number;
  readonly waveforms: number;
  readonly images: number;
  readonly sent: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly chain?: string | undefined;
  /** Seconds of the session's own thread, by gadget. */
  readonly stepSeconds: Readonly<Record<string, number>>;
  /** Failures, by code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Memory of the process. */
  readonly residentBytes: number;
}

/** A session that began. */
export interface BegunSession {
  readonly session: number;
  readonly peer: string | undefined;
  /** In the line of clients. */
  readonly waitedSeconds: number;
}

/** Is told what becomes of a server's sessions. */
export interface ServerObserver {
  began(session: BegunSession): void;
  reported(session: number, report: SessionReport): void;
  /** @param died whether its process ended otherwise than by itself */
  ended(session: number, died: boolean): void;
  /** A client was told why nothing comes, by the server itself. @param code as in `server/no-process` */
  refused(code: string): void;
}

/** For a server that nobody looks at. */
export const noObserver: ServerObserver = { began: () => {}, reported: () => {}, ended: () => {}, refused: () => {} };

const numberNames = ["readouts", "waveforms", "images", "sent", "bytesRead", "bytesWritten", "residentBytes"] as const;

/** A gadget can send messages too: what is no report of ours is none. */
export function isReport(message: unknown): message is SessionReport {
  const { stepSeconds, errors, chain: _, ...numbers } = (message ?? {}) as Partial<SessionReport>;
  return numberNames.every((name) => Number.isFinite(numbers[name])) && isCounts(stepSeconds) && isCounts(errors);
}

function isCounts(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => Number.isFinite(each));
}
