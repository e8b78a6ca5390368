import type { LiveImage, LogLine, SessionDetail } from "../live/report.ts";

export type {
  Frame,
  KSpaceState,
  LiveImage,
  LiveReport,
  LiveStep,
  LogLine,
  SessionDetail,
} from "../live/report.ts";

/** A session of a server. */
export interface SessionSummary {
  readonly session: number;
  /** Address of the client. */
  readonly peer: string | undefined;
  readonly state: "running" | "done" | "failed";
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** `undefined` while it runs. */
  readonly endedAt: number | undefined;
  /** In the queue. */
  readonly waitedSeconds: number;
  readonly chain: string | undefined;
  readonly readouts: number;
  readonly waveforms: number;
  /** Images received. */
  readonly images: number;
  /** Results sent. */
  readonly sent: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly bytesPerSecond: number;
  readonly readoutsPerSecond: number;
  readonly residentBytes: number;
  readonly failure: SessionFailure | undefined;
}

/** Why a session failed, and what its code means. */
export interface SessionFailure {
  readonly code: string;
  readonly text: string;
  readonly meaning?: string | undefined;
  readonly remedy?: string | undefined;
}

/** The machine and the server. */
export interface ServerLoad {
  /** Why no client can be served now. */
  readonly blocker: string | undefined;
  readonly running: number;
  readonly waiting: number;
  readonly maxSessions: number;
  readonly cores: number;
  /** Share of all cores that is busy, 0 to 1. */
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
}

/**
 * What the server sends through the socket `/api/live` as text. Images come as binary frames: the length of a
 * {@link LiveImageHeader} as JSON (u32, little-endian), that JSON, and the pixels.
 */
export type LiveMessage =
  /** At first. `run` differs after each start of the server: what it said before is over. */
  | { readonly kind: "hello"; readonly run: string }
  /** Sessions that are new or have changed. */
  | { readonly kind: "sessions"; readonly sessions: readonly SessionSummary[] }
  /** The watched session. What is missing has not changed. */
  | { readonly kind: "detail"; readonly session: number; readonly detail: SessionDetail }
  | { readonly kind: "load"; readonly load: ServerLoad }
  /** @property skipped number of lines before these that were not sent */
  | { readonly kind: "log"; readonly lines: readonly LogLine[]; readonly skipped: number };

export interface LiveImageHeader extends LiveImage {
  readonly session: number;
}

/** What a browser sends: which session it shows. `newest` follows each that starts. */
export interface WatchRequest {
  readonly watch: number | "newest";
}
