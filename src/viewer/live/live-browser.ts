import type { WebSocket } from "ws";
import type { LiveMessage, ServerLoad, SessionSummary, WatchRequest } from "../api/index.ts";
import type { LiveEntry, LiveSessions } from "./live-sessions.ts";

/** Bytes that may wait for a browser: more is not sent until it has read them. */
const MOST_BUFFERED = 512 * 1024;

/**
 * What one browser has been sent. A slow one misses what was overtaken: it gets the newest state when it has read the
 * earlier one.
 */
export class LiveBrowser {
  readonly #socket: WebSocket;
  readonly #sessions: LiveSessions;
  #seenVersion = 0;
  #seenLines = 0;
  #detail = { session: -1, version: 0, image: 0 };
  #load: ServerLoad | undefined;
  watched: WatchRequest["watch"] = "newest";

  constructor(socket: WebSocket, sessions: LiveSessions, run: string) {
    this.#socket = socket;
    this.#sessions = sessions;
    this.#send({ kind: "hello", run });
    this.#send({ kind: "sessions", sessions: [] });
  }

  /** The session that it shows. */
  get entry(): LiveEntry | undefined {
    return this.watched === "newest" ? this.#sessions.newest : this.#sessions.entry(this.watched);
  }

  /** Sends what has changed, unless the browser has not read what was sent before. */
  update(load: ServerLoad | undefined): void {
    if (this.#isBehind) return;
    this.#sendSessions();
    this.#sendLog();
    if (load !== undefined && load !== this.#load) this.#send({ kind: "load", load });
    this.#load = load;
    const { entry } = this;
    if (entry !== undefined) this.#sendDetail(entry);
  }

  get #isBehind(): boolean {
    return this.#socket.bufferedAmount > MOST_BUFFERED;
  }

  #sendSessions(): void {
    const { version } = this.#sessions;
    if (version === this.#seenVersion) return;
    const changed: SessionSummary[] = [];
    for (const { summary, summaryVersion } of this.#sessions.entries)
      if (summaryVersion > this.#seenVersion) changed.push(summary);
    this.#seenVersion = version;
    if (changed.length > 0) this.#send({ kind: "sessions", sessions: changed });
  }

  #sendLog(): void {
    const { lines, skipped } = this.#sessions.log.since(this.#seenLines);
    this.#seenLines = this.#sessions.log.count;
    if (lines.length > 0) this.#send({ kind: "log", lines, skipped });
  }

  #sendDetail({ summary: { session }, detail, detailVersion, kSpaceVersion, images }: LiveEntry): void {
    if (this.#detail.session !== session) this.#detail = { session, version: 0, image: 0 };
    const seen = this.#detail;
    if (detail !== undefined && detailVersion > seen.version) {
      const { kSpace, ...rest } = detail;
      this.#send({
        kind: "detail",
        session,
        detail: kSpace !== undefined && kSpaceVersion > seen.version ? detail : rest,
      });
      seen.version = detailVersion;
    }
    for (const { version, frame } of images) {
      if (version <= seen.image) continue;
      if (this.#isBehind) return;
      this.#socket.send(frame);
      seen.image = version;
    }
  }

  #send(message: LiveMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}
