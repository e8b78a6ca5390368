import type { LiveSessionMessage } from "../../server/index.ts";
import { LiveSession, type ReducedImage } from "../../session/index.ts";
import type { LiveReport, LogLine } from "../../viewer/api/index.ts";
import type { LogLines } from "../logging/log-lines.ts";

/** How often a watched session reports: images each time, the rest every second time. */
const PERIOD_MS = 250;

export interface LiveReportsOptions {
  readonly showPatient: boolean;
  /** The log of this process. */
  readonly log: LogLines;
}

/**
 * Reports what browsers see of the session of this process to the server: while it is watched, and once when it ends. A
 * report that the server has not read yet delays the next one.
 */
export class LiveReports {
  readonly session: LiveSession;
  /** Also reports the session's progress, more often than without browsers. */
  reportProgress: () => void = () => {};
  readonly #log: LogLines;
  #timer: NodeJS.Timeout | undefined;
  #turns = 0;
  #isSending = false;

  constructor({ showPatient, log }: LiveReportsOptions) {
    this.session = new LiveSession({ showPatient });
    this.#log = log;
  }

  /** Browsers begin to watch, or end. */
  set isWatched(isWatched: boolean) {
    this.session.isWatched = isWatched;
    clearInterval(this.#timer);
    this.#turns = 0;
    if (isWatched) this.#timer = setInterval(() => this.#turn(), PERIOD_MS).unref();
  }

  /** The session is over: reports its last images, and what it did. */
  end(): void {
    clearInterval(this.#timer);
    this.session.images.takeAll(this.#sendImage);
    this.#send(this.#rest());
  }

  #turn(): void {
    if (this.#isSending) return;
    this.#turns += 1;
    if (this.#turns % 2 === 1) {
      this.reportProgress();
      this.#send(this.#rest());
    }
    this.session.images.take(this.#sendImage);
  }

  readonly #sendImage = (image: ReducedImage) => this.#send({ images: [encoded(image)] });

  #rest(): LiveReport {
    return { detail: this.session.takeDetail(), log: this.#log.take() as LogLine[] };
  }

  #send(report: LiveReport): void {
    if (!process.connected) return;
    this.#isSending = true;
    const message: LiveSessionMessage = { live: JSON.stringify(report) };
    process.send!(message, undefined, undefined, () => {
      this.#isSending = false;
    });
  }
}

function encoded({ pixels, ...image }: ReducedImage) {
  return { ...image, pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).toString("base64") };
}
