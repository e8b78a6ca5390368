import { closeSync, existsSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * How long to wait for whoever reads the log, where nothing more fits into the pipe to it, and how long not to wait again after
 * that was in vain: nothing else is done meanwhile.
 */
const PATIENCE_MS = 1000;
const PAUSE_MS = 10;
const IMPATIENCE_MS = 10_000;

/** Where log lines go: standard output, or the end of a file that several processes share. */
export type LogTarget = { readonly descriptor: number } | { readonly path: string };

/**
 * Writes log lines at once. A log that can't be written ends no session: standard error is told once, and the log how
 * many lines it lacks, as soon as it takes lines again. A reader that is slow is waited for, one that does not read is not: what
 * does not fit is lost. A file that was moved away or deleted is begun anew, as who rotates logs expects it.
 */
export class LogOutput {
  readonly #target: LogTarget;
  readonly #format: (json: string) => string;
  #descriptor: number | undefined;
  #missing = 0;
  /** Until when nobody is waited for. */
  #hurriedUntil = Number.NEGATIVE_INFINITY;

  /** @param format makes the line of a JSON object */
  constructor(target: LogTarget, format: (json: string) => string) {
    this.#target = target;
    this.#format = format;
    if ("descriptor" in target) this.#descriptor = target.descriptor;
  }

  /** Makes sure that there is a file to write to, and a folder for it. @throws NodeJS.ErrnoException */
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

  /** Takes a JSON object; never throws. */
  write(json: string): void {
    try {
      this.open();
      if (this.#missing > 0) this.#writeLine(this.#format(lacking(this.#missing)));
      this.#missing = 0;
      this.#writeLine(this.#format(json));
    } catch (error) {
      if (this.#missing === 0) this.#complain(error as Error);
      this.#missing += 1;
    }
  }

  /** Writes all of a line. @throws NodeJS.ErrnoException; a part of the line may be written then */
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

  #complain({ message }: Error): void {
    const where = "path" in this.#target ? this.#target.path : "standard output";
    try {
      writeSync(2, `larmor: the log can't be written to ${where}, which lacks lines from now on: ${message}\n`);
    } catch {
      // Then there is nobody left to tell.
    }
  }
}

/**
 * Makes a folder and those around it. Node's `recursive` never ends where the system makes none at all, as below /proc, or
 * in a root folder that is gone: a server in a disk image that was taken away hung so, with its next line.
 */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    makeFolder(path);
  }
}

function lacking(lines: number): string {
  const what = lines === 1 ? "1 line is missing here: it" : `${lines} lines are missing here: they`;
  const msg = `${what} could not be written`;
  return `${JSON.stringify({ level: 40, time: Date.now(), msg })}\n`;
}
