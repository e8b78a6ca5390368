import { counted } from "../../text/index.ts";

/** Time between two redraws while much happens, and while nothing does. */
const REDRAW_MS = 100;
const TICK_MS = 500;
/** Length of the bar, in characters. */
const BAR = 16;
const CLEAR_LINE = "\r\x1b[K";

/** What a line of progress is about. */
export interface Work {
  /** What is done, such as `sending`. */
  readonly label: string;
  /** How many units there are; without it, only the time is shown. */
  readonly total?: number;
  /** What is counted, in the singular. */
  readonly unit?: string;
}

/** The line on the screen, if there is one. */
let shown: Progress | undefined;

/**
 * A line that shows how far a long work is: the last line of the terminal that standard error goes to. Without a
 * terminal, nothing is shown. The line changes no mode of the terminal, such as its cursor or its line wrap. So nothing
 * has to be restored, however the process ends. A command shows one at a time, and ends it before its own output.
 */
export class Progress {
  readonly #work: Work;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = 0;
  #done = 0;
  #details: readonly string[] = [];
  /** What is waited for after all units are done. */
  #waiting: string | undefined;

  /** @param quiet show nothing, on a terminal either */
  constructor(work: Work, { quiet = false }: { readonly quiet?: boolean } = {}) {
    this.#work = work;
    if (quiet || !process.stderr.isTTY || process.env.TERM === "dumb") return;
    shown = this;
    this.#timer = setInterval(() => this.#draw(), TICK_MS).unref();
    this.#draw();
  }

  /**
   * @param done how many units are done
   * @param details more to show, the most important first
   */
  update(done: number, ...details: readonly string[]): void {
    this.#done = done;
    this.#details = details;
    if (performance.now() - this.#drawn >= REDRAW_MS) this.#draw();
  }

  /** All units are done, and something else goes on: replaces the label and the bar. */
  wait(label: string): void {
    this.#waiting = label;
    this.#draw();
  }

  /** Removes the line. May be called again. */
  stop(): void {
    clearInterval(this.#timer);
    if (shown !== this) return;
    shown = undefined;
    process.stderr.write(CLEAR_LINE);
  }

  /** Removes whichever line is shown. */
  static stopShown(): void {
    shown?.stop();
  }

  #draw(): void {
    if (shown !== this) return;
    this.#drawn = performance.now();
    process.stderr.write(`\r${this.#line((process.stderr.columns || 80) - 1)}\x1b[K`);
  }

  /** Writes above the line, if one is shown: it is drawn again below. @param write has written when it returns */
  static above(write: () => void): void {
    if (shown === undefined) {
      write();
      return;
    }
    process.stderr.write(CLEAR_LINE);
    try {
      write();
    } finally {
      shown.#draw();
    }
  }

  /** As much as fits into a line: first the bar is left out, then the last parts. */
  #line(width: number): string {
    const { label, total, unit = "message" } = this.#work;
    const seconds = `${Math.floor((performance.now() - this.#started) / 1000)} s`;
    if (total === undefined) return `${label} | ${seconds}`.slice(0, Math.max(width, 0));
    const share = Math.min(1, this.#done / Math.max(total, 1));
    const parts = [`${this.#done} of ${counted(total, unit)}`, ...this.#details, seconds];
    const percent = `${Math.floor(100 * share)}%`;
    const filled = Math.round(BAR * share);
    const bar = `${"█".repeat(filled)}${"░".repeat(BAR - filled)}`;
    const whole = `${label} ${bar} ${percent}`;
    let line = `${label} ${percent}`;
    if (this.#waiting !== undefined) line = this.#waiting;
    else if (`${whole} | ${parts[0]}`.length <= width) line = whole;
    for (const part of parts) {
      if (`${line} | ${part}`.length > width) break;
      line = `${line} | ${part}`;
    }
    return line.slice(0, Math.max(width, 0));
  }
}

/** The same messages, counted by a line of progress, which ends with them. */
export function* withProgress<T>(messages: Iterable<T>, work: Work): Generator<T> {
  const progress = new Progress(work);
  let done = 0;
  try {
    for (const message of messages) {
      done += 1;
      progress.update(done);
      yield message;
    }
  } finally {
    progress.stop();
  }
}
