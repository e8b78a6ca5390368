import type { LiveEvent, LogLine, ServerStatus, Watching } from "../../viewer/live/index.ts";
import type { ServerObserver, SessionReport, StartedSession } from "../supervisor/observer.ts";

/** How often the state of the server is sent while there are browsers. */
const STATUS_MS = 1000;

const MOST_LINES = 100;

/** What the thread gets for its browsers. */
export type ForBrowsers = LiveEvent | { readonly kind: "status"; readonly status: ServerStatus };

export interface LiveForwarderOptions {
  status(): ServerStatus;
  /** Sets which sessions browsers watch. */
  watch(isWatched: (session: number) => boolean): void;
}

/** Passes what happens to sessions on to the thread that serves browsers, and what browsers watch to the sessions. */
export class LiveForwarder implements ServerObserver {
  readonly #options: LiveForwarderOptions;
  /** The events with which running sessions started, for a thread that starts later. */
  readonly #started = new Map<number, LiveEvent>();
  /** The newest lines of the log, for the same. */
  readonly #lines: LiveEvent[] = [];
  #post: (event: ForBrowsers) => void = () => {};
  #watching: Watching = { browsers: 0, sessions: [], newest: false };
  #newest = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LiveForwarderOptions) {
    this.#options = options;
  }

  /** A thread has started. */
  connect(post: (event: ForBrowsers) => void): void {
    this.#post = post;
    for (const event of [...this.#started.values(), ...this.#lines]) post(event);
  }

  /** Browsers have come or gone, or watch other sessions. */
  set watching(watching: Watching) {
    this.#watching = watching;
    this.#watch();
    clearInterval(this.#timer);
    if (watching.browsers === 0) return;
    const post = () => this.#post({ kind: "status", status: this.#options.status() });
    post();
    this.#timer = setInterval(post, STATUS_MS).unref();
  }

  /** The thread has ended, and with it the sockets of its browsers. */
  disconnect(): void {
    this.#post = () => {};
    this.watching = { browsers: 0, sessions: [], newest: false };
  }

  started({ session, peer, waitedSeconds }: StartedSession): void {
    const event: LiveEvent = { kind: "started", started: { session, peer, waitedSeconds }, at: Date.now() };
    this.#started.set(session, event);
    this.#post(event);
    this.#newest = Math.max(this.#newest, session);
    this.#watch();
  }

  reported(session: number, report: SessionReport): void {
    const { chain, readouts, waveforms, images, sent, bytesRead, bytesWritten, residentBytes, errors } = report;
    const progress = { chain, readouts, waveforms, images, sent, bytesRead, bytesWritten, residentBytes, errors };
    this.#post({ kind: "reported", session, report: progress, at: Date.now() });
  }

  live(session: number, text: string): void {
    this.#post({ kind: "live", session, text });
  }

  ended(session: number, died: boolean): void {
    this.#started.delete(session);
    this.#post({ kind: "ended", session, died, at: Date.now() });
  }

  refused(): void {}

  /** A line of the server's own log. */
  log(line: LogLine | undefined): void {
    if (line === undefined) return;
    const event: LiveEvent = { kind: "log", line };
    this.#lines.push(event);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#post(event);
  }

  #watch(): void {
    const { sessions, newest } = this.#watching;
    this.#options.watch((session) => sessions.includes(session) || (newest && session >= this.#newest));
  }
}
