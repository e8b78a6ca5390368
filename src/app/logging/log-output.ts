import { closeSync, fstatSync, openSync, statSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../../files/index.ts";
import { counted } from "../../text/index.ts";
import { Progress } from "../terminal/progress.ts";

/**
 * How long to wait for the log's reader if the pipe is full, and how long not to wait again after that had no effect.
 * The process is blocked while it waits.
 */
const PATIENCE_MS = 1000;
const PAUSE_MS = 10;
const IMPATIENCE_MS = 10_000;

/** Where log lines go: standard output, or a file to which several processes append. */
export type LogTarget = { readonly descriptor: number } | { readonly path: string };

/**
 * Writes log lines synchronously. A log that can't be written ends no session: this is reported once on standard error,
 * and the number of missing lines is logged as soon as the log can be written again. A slow reader is waited for; if a
 * reader doesn't read at all, what does not fit into the pipe is lost. A file that was moved or deleted is created
 * again, as tools that rotate logs expect.
 */
export class LogOutput {
  readonly #target: LogTarget;
  readonly #format: (json: string) => string;
  #descriptor: number | undefined;
  #missing = 0;
  /** Until when full pipes are not waited for. */
  #hurriedUntil = Number.NEGATIVE_INFINITY;

  /** @param format formats a JSON object as a line */
  constructor(target: LogTarget, format: (json: string) => string) {
    this.#target = target;
    this.#format = format;
    if ("descriptor" in target) this.#descriptor = target.descriptor;
  }

  /** Creates the file and its folder if they do not exist. @throws NodeJS.ErrnoException */
  open(): void {
    if ("descriptor" in this.#target) return;
    const { path } = this.#target;
    if (this.#descriptor !== undefined) {
      if (fstatSync(this.#descriptor).ino === statSync(path, { throwIfNoEntry: false })?.ino) return;
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
    }
    makeFolder(dirname(resolve(path)));
    this.#descriptor = openSync(path, "a");
  }

  /** Writes a JSON object as a line; never throws. */
  write(json: string): void {
    if ("path" in this.#target) this.#writeEntry(json);
    else Progress.above(() => this.#writeEntry(json));
  }

  #writeEntry(json: string): void {
    try {
      this.open();
      if (this.#missing > 0) this.#writeLine(this.#format(lacking(this.#missing)));
      this.#missing = 0;
      this.#writeLine(this.#format(json));
    } catch (error) {
      if (this.#missing === 0) this.#reportError(error as Error);
      this.#missing += 1;
    }
  }

  /** Writes a whole line. @throws NodeJS.ErrnoException; part of the line may have been written */
  #writeLine(line: string): void {
    const hurried = this.#missing > 0 || performance.now() < this.#hurriedUntil;
    let left: Uint8Array = Buffer.from(line);
    for (let waited = 0; left.length > 0; ) {
      try {
        left = left.subarray(writeSync(this.#descriptor!, left));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || hurried) throw error;
        if (waited >= PATIENCE_MS) {
          this.#hurriedUntil = performance.now() + IMPATIENCE_MS;
          throw error;
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
        waited += PAUSE_MS;
      }
    }
  }

  #reportError({ message }: Error): void {
    const where = "path" in this.#target ? this.#target.path : "standard output";
    try {
      writeSync(2, `larmor: can't write the log to ${where}, so lines will be missing: ${message}\n`);
    } catch {
      // There is no other place to report it.
    }
  }
}

function lacking(lines: number): string {
  const what = counted(lines, "line is missing here: it", "lines are missing here: they");
  const msg = `${what} could not be written`;
  return `${JSON.stringify({ level: 40, time: Date.now(), msg })}\n`;
}
