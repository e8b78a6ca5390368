import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ServerLoad, WatchRequest } from "../api/index.ts";
import { type AccessOptions, refusal } from "../http/access.ts";
import { LiveBrowser } from "./live-browser.ts";
import { type LiveEvent, LiveSessions, type LiveSessionsOptions } from "./live-sessions.ts";
import { MachineMeter } from "./machine-load.ts";

/** Path of the socket. */
export const LIVE_PATH = "/api/live";

const MOST_BROWSERS = 64;
/** Changes are gathered for so long before they are sent. */
const GATHER_MS = 250;
const LOAD_MS = 1000;
/** A browser that has not answered for so long has gone, or sleeps. */
const PING_MS = 15_000;
/** Requests of a browser between two pings; each may be sent on to a session's process. */
const MOST_REQUESTS = 150;
/** Of a request, in bytes. */
const MOST_REQUEST = 256;

/** Which sessions browsers watch. */
export interface Watching {
  readonly browsers: number;
  readonly sessions: readonly number[];
  /** Whether each session that starts is watched until the next one does. */
  readonly newest: boolean;
}

export type ServerStatus = Pick<ServerLoad, "blocker" | "running" | "waiting" | "maxSessions">;

export interface LiveHubOptions extends Pick<LiveSessionsOptions, "explain"> {
  readonly access: AccessOptions;
  /** What browsers watch has changed. */
  watch(watching: Watching): void;
}

interface Connected {
  readonly browser: LiveBrowser;
  hasAnswered: boolean;
  requests: number;
}

/** The sockets of browsers: sends them what changes, and knows which sessions they watch. */
export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #sessions: LiveSessions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MOST_REQUEST, perMessageDeflate: false });
  readonly #browsers = new Map<WebSocket, Connected>();
  /** Differs after each start of the server. */
  readonly #run = randomUUID();
  #status: ServerStatus | undefined;
  #load: ServerLoad | undefined;
  #flush: NodeJS.Timeout | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #watching = "";

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#sessions = new LiveSessions({ explain: (code) => options.explain(code), changed: () => this.#changed() });
  }

  receive(event: LiveEvent): void {
    this.#sessions.receive(event);
    if (event.kind === "started") this.#watch();
  }

  set status(status: ServerStatus) {
    this.#status = status;
  }

  /** Opens a socket, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { host, origin, cookie, authorization } = request.headers;
    const url = new URL(request.url ?? "/", "http://localhost");
    const token = url.searchParams.get("token") ?? undefined;
    const refused = refusal(this.#options.access, { host, origin, cookie, authorization, token });
    if (refused !== undefined) reject(socket, refused.status, refused.text);
    else if (url.pathname !== LIVE_PATH) reject(socket, 404, `the socket is at ${LIVE_PATH}\n`);
    else if (this.#browsers.size >= MOST_BROWSERS)
      reject(socket, 503, `${MOST_BROWSERS} browsers are connected already: close one\n`);
    else this.#server.handleUpgrade(request, socket, head, (opened) => this.#add(opened));
  }

  #add(socket: WebSocket): void {
    const connected: Connected = {
      browser: new LiveBrowser(socket, this.#sessions, this.#run),
      hasAnswered: true,
      requests: 0,
    };
    this.#browsers.set(socket, connected);
    socket.on("pong", () => {
      connected.hasAnswered = true;
    });
    socket.on("message", (data) => {
      connected.requests += 1;
      const request = parseRequest(String(data));
      if (request === undefined || connected.requests > MOST_REQUESTS) return socket.close(1008);
      connected.browser.watched = request.watch;
      this.#watch();
      this.#changed();
      return undefined;
    });
    socket.on("error", () => {}); // it closes
    socket.on("close", () => {
      this.#browsers.delete(socket);
      this.#watch();
    });
    this.#watch();
    this.#changed();
  }

  /** Reports which sessions are watched, if that has changed. */
  #watch(): void {
    const watched = [...this.#browsers.values()].map(({ browser }) => browser.watched);
    const sessions = [...new Set(watched.filter((each) => each !== "newest"))];
    const watching: Watching = { browsers: watched.length, sessions, newest: watched.includes("newest") };
    const text = JSON.stringify(watching);
    if (text === this.#watching) return;
    this.#watching = text;
    this.#options.watch(watching);
    this.#setTimers();
  }

  /** Nothing is measured without browsers. */
  #setTimers(): void {
    if (this.#browsers.size > 0 === this.#timers.length > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    const meter = new MachineMeter();
    const measure = () => {
      if (this.#status !== undefined) this.#load = { ...this.#status, ...meter.take() };
      this.#changed();
    };
    this.#timers =
      this.#browsers.size === 0 ? [] : [setInterval(measure, LOAD_MS), setInterval(() => this.#ping(), PING_MS)];
  }

  #changed(): void {
    if (this.#browsers.size === 0) return;
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      for (const { browser } of this.#browsers.values()) browser.update(this.#load);
    }, GATHER_MS);
  }

  #ping(): void {
    for (const [socket, connected] of this.#browsers) {
      if (!connected.hasAnswered) socket.terminate();
      connected.hasAnswered = false;
      connected.requests = 0;
      socket.ping();
    }
  }
}

/** @returns `undefined` for anything else */
function parseRequest(text: string): WatchRequest | undefined {
  try {
    const { watch } = JSON.parse(text) as Partial<WatchRequest>;
    return watch === "newest" || (Number.isSafeInteger(watch) && watch! >= 0) ? { watch: watch! } : undefined;
  } catch {
    return undefined;
  }
}

function reject(socket: Duplex, status: number, text: string): void {
  socket.on("error", () => {});
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
