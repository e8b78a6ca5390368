import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { ProgramError } from "./errors.ts";
import { exceedsFileLimit, Program, type ProgramOptions } from "./program.ts";

/** Time in which a program that has done its work may exit by itself, in tenths of a second. */
const EXIT_TENTHS = 10;

/** How often the size of the files is checked while a program with a limit is running. */
const CHECK_MS = 250;

/**
 * The guard's script; its header describes the protocol. The shell is given its text and not its path, because a shell
 * reads a file while it runs: an update of the package would change a script that is running.
 *
 * The relative path holds for this source file and for the chunks of a build alike.
 */
const guardScript = () => readFileSync(new URL("../processes/guard.sh", import.meta.url), "utf8");

/**
 * A private folder, and the program that runs in it, one at a time. Both are removed soon after the workplace is closed
 * or this process has ended.
 */
export class Workplace {
  readonly folder: string;
  readonly #guard: ChildProcess;
  readonly #maxBytes: number;
  /** Process group of the program that is running. */
  #group: number | undefined;
  #isTooLarge = false;

  /**
   * @param options.maxBytes maximum size of all files in the folder together; a program that writes more is ended
   * @throws ProgramError if it can't be guarded, or the system's error if its folder can't be created
   */
  static async open({ maxBytes = Number.POSITIVE_INFINITY } = {}): Promise<Workplace> {
    const folder = mkdtempSync(join(tmpdir(), "larmor-step-"));
    // In a session of its own: Ctrl-C must not end it together with this process.
    const guard = spawn("sh", ["-c", guardScript(), "larmor-guard", folder], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    try {
      await once(guard, "spawn");
    } catch (cause) {
      rmSync(folder, { recursive: true });
      throw new ProgramError("no-guard", `no guard for programs can be started: ${(cause as Error).message}`, {
        cause,
      });
    }
    return new Workplace(folder, guard, maxBytes);
  }

  private constructor(folder: string, guard: ChildProcess, maxBytes: number) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
    this.#guard = guard;
    // Neither the guard nor its pipe keeps this process running, and a guard that is killed is not an error.
    guard.unref();
    const input = guard.stdin as Writable & { unref(): void };
    input.unref();
    input.on("error", () => {});
  }

  /**
   * Starts a program here.
   * @throws ProgramError if it can't be started
   */
  async start(command: readonly string[], options: Omit<ProgramOptions, "folder"> = {}): Promise<Program> {
    const isLimited = Number.isFinite(this.#maxBytes);
    const maxFileBytes = isLimited ? this.#maxBytes : undefined;
    const program = await Program.start(command, { maxFileBytes, ...options, folder: this.folder });
    this.#group = program.id;
    this.#notifyGuard(0);
    const timer = isLimited ? setInterval(() => this.#checkSize(program), CHECK_MS) : undefined;
    void program.ended.then((exit) => {
      clearInterval(timer);
      if (exceedsFileLimit(exit)) this.#isTooLarge = true;
      this.#group = undefined;
      this.#notifyGuard(0);
    });
    return program;
  }

  /** Whether a program was ended because its files became too large. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  #checkSize(program: Program): void {
    if (this.#isTooLarge || sizeOf(this.folder) <= this.#maxBytes) return;
    this.#isTooLarge = true;
    program.kill();
  }

  /**
   * Ends the program and removes the folder, in the background.
   * @param options.patiently whether the program has done its work, and may take a second to exit by itself
   */
  close({ patiently = false } = {}): void {
    if (patiently) this.#notifyGuard(EXIT_TENTHS);
    this.#guard.stdin!.end();
  }

  #notifyGuard(exitTenths: number): void {
    const line = this.#group === undefined ? "" : `${this.#group} ${exitTenths}`;
    if (this.#guard.stdin!.writable) this.#guard.stdin!.write(`${line}\n`);
  }
}

/** Bytes that the files of a folder and its subfolders take on the disk. Files may be removed at any time. */
function sizeOf(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      bytes += 512 * (lstatSync(join(folder, entry), { throwIfNoEntry: false })?.blocks ?? 0);
    }
  } catch {
    // A subfolder has just been removed, or the whole folder.
  }
  return bytes;
}
