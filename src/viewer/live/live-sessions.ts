import type { LiveImageHeader, SessionFailure, SessionSummary } from "../api/index.ts";
import { LiveLog } from "./live-log.ts";
import { type LiveReport, type LogLine, parseReport, type SessionDetail } from "./report.ts";

/** Sessions that are kept after their end, and how many of them with their k-space and images. */
const MOST_ENDED = 100;
const MOST_ENDED_WITH_DATA = 12;
/** Newest images of a session. */
const MOST_IMAGES = 12;

/** A session that has started. */
export interface StartedLive {
  readonly session: number;
  readonly peer: string | undefined;
  readonly waitedSeconds: number;
}

/** Counts of a session, as its process reports them. */
export type LiveProgress = Pick<
  SessionSummary,
  "chain" | "readouts" | "waveforms" | "images" | "sent" | "bytesRead" | "bytesWritten" | "residentBytes"
> & { readonly errors: Readonly<Record<string, number>> };

/** What the server says about its sessions; plain data. Times are milliseconds since 1970. */
export type LiveEvent =
  | { readonly kind: "started"; readonly started: StartedLive; readonly at: number }
  | { readonly kind: "reported"; readonly session: number; readonly report: LiveProgress; readonly at: number }
  /** @property text a {@link LiveReport} as JSON, not checked */
  | { readonly kind: "live"; readonly session: number; readonly text: string }
  | { readonly kind: "ended"; readonly session: number; readonly died: boolean; readonly at: number }
  | { readonly kind: "log"; readonly line: LogLine };

/** A session as browsers see it. */
export interface LiveEntry {
  readonly summary: SessionSummary;
  readonly detail: SessionDetail | undefined;
  /** Grow with each change; of all sessions the same counter. */
  readonly summaryVersion: number;
  readonly detailVersion: number;
  readonly kSpaceVersion: number;
  /** The newest last, as they are sent to browsers. */
  readonly images: readonly { readonly version: number; readonly frame: Buffer }[];
}

type Entry = { -readonly [K in keyof LiveEntry]: LiveEntry[K] } & {
  images: { version: number; frame: Buffer }[];
  /** When its process reported last. */
  reportedAt: number;
};

export interface LiveSessionsOptions {
  /** Meaning and remedy of the code of an error. */
  explain(code: string): Promise<Pick<SessionFailure, "meaning" | "remedy"> | undefined>;
  /** Something has changed. */
  changed(): void;
}

/** The sessions of a server, those that run and those before, in bounded memory. */
export class LiveSessions {
  readonly log = new LiveLog();
  readonly #options: LiveSessionsOptions;
  readonly #entries = new Map<number, Entry>();
  #version = 0;

  constructor(options: LiveSessionsOptions) {
    this.#options = options;
  }

  /** In the order in which they started. */
  get entries(): Iterable<LiveEntry> {
    return this.#entries.values();
  }

  get version(): number {
    return this.#version;
  }

  entry(session: number): LiveEntry | undefined {
    return this.#entries.get(session);
  }

  /** The session that started last. */
  get newest(): LiveEntry | undefined {
    let newest: LiveEntry | undefined;
    for (const entry of this.#entries.values())
      if (newest === undefined || entry.summary.session > newest.summary.session) newest = entry;
    return newest;
  }

  receive(event: LiveEvent): void {
    if (event.kind === "started") this.#start(event);
    else if (event.kind === "log") this.#addLine(event.line, event.line.session);
    else if (event.kind === "live") this.#report(event.session, event.text);
    else if (event.kind === "reported") this.#progress(event);
    else this.#end(event);
    this.#options.changed();
  }

  #start({ started, at }: Extract<LiveEvent, { kind: "started" }>): void {
    const summary: SessionSummary = {
      ...started,
      state: "running",
      startedAt: at,
      endedAt: undefined,
      chain: undefined,
      readouts: 0,
      waveforms: 0,
      images: 0,
      sent: 0,
      bytesRead: 0,
      bytesWritten: 0,
      bytesPerSecond: 0,
      readoutsPerSecond: 0,
      residentBytes: 0,
      failure: undefined,
    };
    this.#entries.set(started.session, {
      summary,
      detail: undefined,
      summaryVersion: this.#next(),
      detailVersion: 0,
      kSpaceVersion: 0,
      images: [],
      reportedAt: at,
    });
  }

  #progress({ session, report, at }: Extract<LiveEvent, { kind: "reported" }>): void {
    const entry = this.#entries.get(session);
    if (entry === undefined) return;
    const { errors, ...counts } = report;
    const seconds = Math.max(0.001, (at - entry.reportedAt) / 1000);
    const rate = (name: "bytesRead" | "readouts") => Math.max(0, (counts[name] - entry.summary[name]) / seconds);
    entry.reportedAt = at;
    const rates = { bytesPerSecond: rate("bytesRead"), readoutsPerSecond: rate("readouts") };
    const hasFailed = Object.keys(errors).length > 0;
    this.#change(session, { ...counts, ...rates, ...(hasFailed && { state: "failed" }) });
  }

  #end({ session, died, at }: Extract<LiveEvent, { kind: "ended" }>): void {
    const entry = this.#entries.get(session);
    if (entry === undefined) return;
    const hasFailed = died || entry.summary.state === "failed";
    this.#change(session, {
      endedAt: at,
      state: hasFailed ? "failed" : "done",
      bytesPerSecond: 0,
      readoutsPerSecond: 0,
    });
    const ended = [...this.#entries.values()].filter(({ summary }) => summary.endedAt !== undefined).reverse();
    for (const each of ended.slice(MOST_ENDED_WITH_DATA)) {
      each.images = [];
      if (each.detail?.kSpace !== undefined) each.detail = { ...each.detail, kSpace: [] };
    }
    for (const { summary } of ended.slice(MOST_ENDED)) this.#entries.delete(summary.session);
  }

  #change(session: number, changes: Partial<SessionSummary>): void {
    const entry = this.#entries.get(session);
    if (entry === undefined) return;
    entry.summary = { ...entry.summary, ...changes };
    entry.summaryVersion = this.#next();
  }

  #report(session: number, text: string): void {
    const entry = this.#entries.get(session);
    const report = entry && parseReport(text);
    if (report === undefined) return;
    const { detail, images = [], log = [] } = report;
    if (detail !== undefined) {
      entry!.detail = { ...entry!.detail, ...detail };
      entry!.detailVersion = this.#next();
      if (detail.kSpace !== undefined) entry!.kSpaceVersion = this.#version;
    }
    for (const image of images) this.#addImage(session, image);
    for (const line of log) this.#addLine(line, session);
  }

  #addImage(session: number, { pixels, ...image }: NonNullable<LiveReport["images"]>[number]): void {
    const entry = this.#entries.get(session)!;
    const bytes = Buffer.from(pixels, "base64");
    if (bytes.length !== image.width * image.height * (image.format === "rgb" ? 3 : 1)) return;
    entry.images.push({ version: this.#next(), frame: imageFrame({ ...image, session }, bytes) });
    if (entry.images.length > MOST_IMAGES) entry.images.shift();
  }

  #addLine(line: LogLine, session: number | undefined): void {
    this.log.add(session === undefined ? line : { ...line, session });
    if (line.failure !== true || session === undefined) return;
    const { code = "", text } = line;
    const failure: SessionFailure = { code, text };
    this.#change(session, { failure, state: "failed" });
    void this.#options.explain(code).then((explanation) => {
      if (explanation === undefined) return;
      this.#change(session, { failure: { ...failure, ...explanation } });
      this.#options.changed();
    });
  }

  #next(): number {
    this.#version += 1;
    return this.#version;
  }
}

/** The length of the JSON, the JSON, and the pixels. */
function imageFrame(header: LiveImageHeader, pixels: Buffer): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, pixels]);
}
