import type { Logger } from "pino";
import type { Chain } from "../../chain/index.ts";
import type { Trace } from "../../chain/observe/index.ts";
import {
  type Acquisition,
  AcquisitionFlag,
  type Image,
  type StoredReadout,
  type Waveform,
  type WireMessage,
} from "../../mrd/index.ts";
import type { Connection } from "../../protocols/mrd1/index.ts";
import { counted } from "../../text/index.ts";
import type { LiveSession } from "../live/index.ts";
import type { ClientReporter } from "./client-reporter.ts";

/** Progress of a session: plain data without anything about the patient. */
export interface SessionProgress {
  /** Numbers of messages received, and of results sent. */
  readonly readouts: number;
  readonly waveforms: number;
  readonly images: number;
  readonly sent: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** The chain's name; `undefined` before it is chosen. */
  readonly chain: string | undefined;
  /** Seconds of the session's main thread, by gadget, if they are measured. */
  readonly stepSeconds: Readonly<Record<string, number>>;
  /** Failures, by code. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Follows the progress of a session. */
export interface SessionObserver {
  /** What browsers see of it. */
  readonly live?: LiveSession | undefined;
  begin(progress: () => SessionProgress): void;
  /** The progress is final. */
  end(): void;
}

/** Counts what a session receives and sends, for its last log line and for its observer. */
export class SessionStats {
  readonly counts = { readouts: 0, waveforms: 0, images: 0, sent: 0 };
  /** Whether data have arrived that images are made from; noise alone is not enough. */
  #hasImageData = false;
  /** Forwarded waveforms do not count. */
  #sentImages = 0;
  #chain: string | undefined;
  #trace: Trace | undefined;
  readonly #connection: Connection;
  readonly #reporter: ClientReporter;
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();

  constructor(connection: Connection, reporter: ClientReporter) {
    this.#connection = connection;
    this.#reporter = reporter;
  }

  received(message: Acquisition | StoredReadout | Waveform | Image): void {
    const kind = message.kind === "stored-readout" ? "acquisition" : message.kind;
    this.counts[kind === "acquisition" ? "readouts" : kind === "waveform" ? "waveforms" : "images"] += 1;
    this.#hasImageData ||=
      kind === "image" || (kind === "acquisition" && !message.header.has(AcquisitionFlag.noiseMeasurement));
  }

  sent({ kind }: WireMessage): void {
    this.counts.sent += 1;
    if (kind === "image" || kind === "dicom") this.#sentImages += 1;
  }

  /** Whether image data have arrived but no image was sent: the client must know that none will follow. */
  get lacksImages(): boolean {
    return this.#hasImageData && this.#sentImages === 0;
  }

  /** A chain starts. @param trace of its run */
  begin({ name }: Chain, trace: Trace | undefined): void {
    this.#chain = name;
    this.#trace = trace;
  }

  get progress(): SessionProgress {
    const stepSeconds: Record<string, number> = {};
    for (const { gadget, seconds } of this.#trace?.times ?? []) {
      stepSeconds[gadget] = (stepSeconds[gadget] ?? 0) + seconds;
    }
    const errors = Object.fromEntries(this.#reporter.failures);
    return { ...this.counts, ...this.#bytes, chain: this.#chain, stepSeconds, errors };
  }

  /** Logs what each step did, one line per step. */
  logTrace(log: Logger): void {
    for (const { name, gadget: _, inside: __, ...step } of this.#trace?.times ?? [])
      log.info({ ...step, step: name }, "trace");
  }

  /** Logs that a long session is still running. */
  logProgress(log: Logger, session: number): void {
    log.info(this.#details, `session ${session} running: ${this.#description}, ${this.#duration}`);
  }

  /** Logs the last line of a session: what it received and sent, or why it failed. */
  logSummary(log: Logger, session: number): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    const cpuSeconds = Number(((user + system) / 1e6).toFixed(3));
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    const details = { ...this.#details, cpuSeconds, peakMegabytes };
    const { failure } = this.#reporter;
    if (failure === undefined) {
      log.info({ outcome: "done", ...details }, `session ${session} done: ${this.#description}, ${this.#duration}`);
      return;
    }
    const { code, reason, isDisconnect } = failure;
    const text = `session ${session} failed [${code}] after ${this.#duration}: ${reason}`;
    if (isDisconnect) log.warn({ outcome: "failed", code, ...details }, `${text}; ${this.#description}`);
    else log.error({ outcome: "failed", code, ...details }, text);
  }

  /** `129 readouts in, 1 image out, chain cartesian` */
  get #description(): string {
    const { readouts, waveforms, images, sent } = this.counts;
    const received = [
      readouts > 0 || waveforms + images === 0 ? counted(readouts, "readout") : "",
      waveforms > 0 ? counted(waveforms, "waveform") : "",
      images > 0 ? counted(images, "image") : "",
    ];
    const others = sent - this.#sentImages;
    const results = [counted(this.#sentImages, "image"), others > 0 ? counted(others, "other message") : ""];
    const list = (parts: readonly string[]) => parts.filter((part) => part !== "").join(", ");
    const chain = this.#chain === undefined ? "" : `, chain ${this.#chain}`;
    return `${list(received)} in, ${list(results)} out${chain}`;
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get #duration(): string {
    return `${this.#seconds.toFixed(1)} s`;
  }

  get #details() {
    const { readouts, waveforms, images: imagesIn, sent } = this.counts;
    const counts = { readouts, waveforms, imagesIn, imagesOut: this.#sentImages, sent };
    return { ...counts, ...this.#bytes, seconds: Number(this.#seconds.toFixed(3)) };
  }

  get #bytes(): Pick<SessionProgress, "bytesRead" | "bytesWritten"> {
    const { bytesRead, bytesWritten } = this.#connection;
    return { bytesRead, bytesWritten };
  }
}
