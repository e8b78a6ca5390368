import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { ProgramError } from "./errors.ts";
import { Program, type ProgramOptions } from "./program.ts";

/** Tenths of a second that a program has to end by itself, where it has done its work. */
const PATIENCE = 10;

/**
 * A shell that waits until its input ends: because the workplace is closed, or because our process is no more, however it
 * ended. The last line of its input is the process group that is running, or empty, and how long it is to be left alone. Then
 * it has two seconds to end when told to, what is left of it is killed, and the folder is removed.
 */
const GUARD = `
running=
while read -r group tenths; do running=$group patience=$tenths; done
wait_for() {
  left=$1
  while [ "$left" -gt 0 ] && kill -s 0 -- "-$running" 2>/dev/null; do
    sleep 0.1
    left=$((left - 1))
  done
}
if [ -n "$running" ]; then
  wait_for "$patience"
  kill -s TERM -- "-$running" 2>/dev/null
  wait_for 20
  kill -s KILL -- "-$running" 2>/dev/null
fi
rm -rf -- "$1"
`;

/**
 * A private folder, and the program that runs in it, one at a time. Both are gone soon after the workplace is closed or our
 * process has ended.
 */
export class Workplace {
  readonly folder: string;
  readonly #guard: ChildProcess;
  /** The group of the program. */
  #running: number | undefined;

  /** @throws ProgramError if it can't be guarded, or the system's error if there is no room for its folder */
  static async open(): Promise<Workplace> {
    const folder = mkdtempSync(join(tmpdir(), "larmor-step-"));
    // A session of its own: Ctrl-C ends us first, and what has to be done about that comes after.
    const guard = spawn("sh", ["-c", GUARD, "larmor-guard", folder], {
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
    return new Workplace(folder, guard);
  }

  private constructor(folder: string, guard: ChildProcess) {
    this.folder = folder;
    this.#guard = guard;
    // Neither it nor its pipe keeps our process from ending; and should someone kill it, we must not fall with it.
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
    const program = await Program.start(command, { ...options, folder: this.folder });
    this.#running = program.id;
    this.#tellGuard(0);
    void program.ended.then(() => {
      this.#running = undefined;
      this.#tellGuard(0);
    });
    return program;
  }

  /**
   * Ends the program and removes the folder, in the background.
   * @param options.patiently whether the program has done its work, and may take a second to end by itself
   */
  close({ patiently = false } = {}): void {
    if (patiently) this.#tellGuard(PATIENCE);
    this.#guard.stdin!.end();
  }

  #tellGuard(patience: number): void {
    const line = this.#running === undefined ? "" : `${this.#running} ${patience}`;
    if (this.#guard.stdin!.writable) this.#guard.stdin!.write(`${line}\n`);
  }
}
