import { batch, signal } from "@preact/signals";
import type {
  LiveImageHeader,
  LiveMessage,
  LogLine,
  ServerLoad,
  SessionDetail,
  SessionSummary,
  WatchRequest,
} from "../../../src/viewer/api/index.ts";

const MOST_LINES = 1000;
const MOST_IMAGES = 12;
/** Pauses between attempts to reconnect, in ms. */
const FIRST_PAUSE_MS = 250;
const MOST_PAUSE_MS = 5000;
const GATHER_MS = 30;
/** Drawing the page takes at most this part of the time: on the machine of the server, it takes it from the sessions. */
const MOST_DRAWING = 0.1;
/** Longest time between two drawings, also of a page that is hidden. */
const MOST_WAIT_MS = 1000;

/** An image of the watched session. */
export interface ShownImage {
  readonly header: LiveImageHeader;
  readonly pixels: Uint8Array;
}

export const connected = signal(false);
export const sessions = signal<readonly SessionSummary[]>([]);
export const load = signal<ServerLoad | undefined>(undefined);
/** Of the watched session. */
export const detail = signal<{ readonly session: number; readonly detail: SessionDetail } | undefined>(undefined);
/** The newest last. */
export const images = signal<readonly ShownImage[]>([]);
export const log = signal<readonly LogLine[]>([]);

/** Not shown yet. */
const received: (string | ArrayBuffer)[] = [];
let timer: number | undefined;
/** When the page may be drawn again. */
let nextDrawing = 0;
let socket: WebSocket | undefined;
let pause = FIRST_PAUSE_MS;
let run: string | undefined;
let watched: WatchRequest["watch"] = "newest";

/** Opens the socket, and keeps opening it when it is lost. */
export function connect(): void {
  if (socket !== undefined) return;
  const url = new URL("api/live", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.hash = "";
  socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    pause = FIRST_PAUSE_MS;
    connected.value = true;
    request();
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (received.push(data) === 1) schedule();
  };
  socket.onclose = () => {
    socket = undefined;
    connected.value = false;
    setTimeout(connect, pause);
    pause = Math.min(2 * pause, MOST_PAUSE_MS);
  };
}

/** Chooses the session whose details and images the server sends. */
export function watch(session: WatchRequest["watch"]): void {
  if (watched === session) return;
  watched = session;
  request();
}

function request(): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ watch: watched } satisfies WatchRequest));
}

function schedule(): void {
  clearTimeout(timer);
  timer = window.setTimeout(receiveAll, Math.max(GATHER_MS, nextDrawing - performance.now()));
}

/** What came at about the same time is shown at the same time: the page is drawn once. */
function receiveAll(): void {
  const started = performance.now();
  nextDrawing = started + MOST_WAIT_MS;
  // The timer ends after the frame has been drawn.
  requestAnimationFrame(() => setTimeout(() => drawn(started)));
  batch(() => {
    for (const data of received.splice(0)) {
      if (typeof data === "string") receive(JSON.parse(data) as LiveMessage);
      else receiveImage(data);
    }
  });
}

function drawn(started: number): void {
  const now = performance.now();
  nextDrawing = Math.min(nextDrawing, now + (now - started) * (1 / MOST_DRAWING - 1));
  if (received.length > 0) schedule();
}

function receive(message: LiveMessage): void {
  if (message.kind === "hello") begin(message.run);
  else if (message.kind === "sessions") sessions.value = merged(sessions.value, message.sessions);
  else if (message.kind === "load") load.value = message.load;
  else if (message.kind === "log") log.value = [...log.value, ...message.lines].slice(-MOST_LINES);
  else {
    const known = detail.value?.session === message.session ? detail.value.detail : undefined;
    if (known === undefined) images.value = images.value.filter(({ header }) => header.session === message.session);
    detail.value = { session: message.session, detail: { ...known, ...message.detail } };
  }
}

/** The server sends everything again after it has been connected. If it was restarted, its sessions are others. */
function begin(newRun: string): void {
  if (run !== newRun) [sessions.value, detail.value] = [[], undefined];
  run = newRun;
  [images.value, log.value] = [[], []];
}

function receiveImage(data: ArrayBuffer): void {
  const start = 4 + new DataView(data).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, start - 4))) as LiveImageHeader;
  const ofSession = images.value.filter((image) => image.header.session === header.session);
  images.value = [...ofSession, { header, pixels: new Uint8Array(data, start) }].slice(-MOST_IMAGES);
}

/** The newest session first; the server keeps about as many. */
function merged(known: readonly SessionSummary[], changed: readonly SessionSummary[]): readonly SessionSummary[] {
  const bySession = new Map([...known, ...changed].map((each) => [each.session, each]));
  return [...bySession.values()].sort((a, b) => b.session - a.session).slice(0, 200);
}
