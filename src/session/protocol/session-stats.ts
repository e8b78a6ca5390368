import type { Logger } from "pino";
import type { Chain } from "../../chain/index.ts";
import type { Trace } from "../../chain/observe/index.ts";
import { type Acquisition, AcquisitionFlag, type Image, type Waveform, type WireMessage } from "../../mrd/index.ts";
import type { Connection } from "../../protocols/mrd1/index.ts";
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
  #hasSentImages = false;
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

  received(message: Acquisition | Waveform | Image): void {
    const { kind } = message;
    this.counts[kind === "acquisition" ? "readouts" : kind === "waveform" ? "waveforms" : "images"] += 1;
    this.#hasImageData ||=
      kind === "image" || (kind === "acquisition" && !message.header.has(AcquisitionFlag.noiseMeasurement));
  }

  sent({ kind }: WireMessage): void {
    this.counts.sent += 1;
    this.#hasSentImages ||= kind === "image";
  }

  /** Whether image data have arrived but no image was sent: the client must know that none will follow. */
  get lacksImages(): boolean {
    return this.#hasImageData && !this.#hasSentImages;
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
    for (const { name, gadget: _, ...step } of this.#trace?.times ?? []) log.info({ ...step, step: name }, "trace");
  }

  logSummary(log: Logger): void {
    const seconds = Number(((performance.now() - this.#started) / 1000).toFixed(3));
    const { user, system } = process.cpuUsage(this.#cpu);
    const cpuSeconds = Number(((user + system) / 1e6).toFixed(3));
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    log.info({ ...this.counts, ...this.#bytes, seconds, cpuSeconds, peakMegabytes }, "session closed");
  }

  get #bytes(): Pick<SessionProgress, "bytesRead" | "bytesWritten"> {
    const { bytesRead, bytesWritten } = this.#connection;
    return { bytesRead, bytesWritten };
  }
}
