import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { ProgramError } from "./errors.ts";
import { LastLines } from "./last-lines.ts";

/** Number of lines of a program's output that an error shows. */
const LINES_SHOWN = 10;

export interface ProgramOptions {
  /** Where it runs. */
  readonly folder: string;
  /** Added to the environment of this process, which it inherits. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether the caller uses its standard input and output. Otherwise its input is empty, and its output counts as
   * messages.
   */
  readonly piped?: boolean;
  /** Maximum size of a file that it writes; it is ended by SIGXFSZ if it writes a larger one. */
  readonly maxFileBytes?: number | undefined;
  /** Called with each line of its messages: its standard error, and its output if that is not piped. */
  onLine?(line: string): void;
}

/** How a program ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running program, the leader of a process group of its own. */
export class Program {
  /** Resolves when it has ended and all its messages have been read. */
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #messages: LastLines;

  /**
   * Starts a program directly, without a shell: only a limit for its files is set by one, which it then replaces.
   * @param command the program, by its name or path, and its arguments
   * @throws ProgramError if it can't be started
   */
  static async start(command: readonly string[], options: ProgramOptions): Promise<Program> {
    const { folder, environment, piped = false, maxFileBytes, onLine } = options;
    const [name] = command;
    if (!name) throw new ProgramError("empty-command", "there is no program to start: the command is empty");
    const standard = piped ? "pipe" : "ignore";
    const [started, ...args] = maxFileBytes === undefined ? command : withFileLimit(command, maxFileBytes);
    const child = spawn(started!, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      detached: true, // in a process group of its own, so that all that it starts can be ended with it
      stdio: [standard, "pipe", "pipe"],
    });
    const program = new Program(child, piped, onLine);
    try {
      await once(child, "spawn");
    } catch (cause) {
      throw new ProgramError("not-startable", `'${name}' can't be started: ${reason(cause as NodeJS.ErrnoException)}`, {
        cause,
      });
    }
    return program;
  }

  private constructor(child: ChildProcess, piped: boolean, onLine: ((line: string) => void) | undefined) {
    this.#child = child;
    this.#messages = new LastLines(LINES_SHOWN, onLine);
    for (const output of piped ? [child.stderr!] : [child.stdout!, child.stderr!]) {
      output.on("data", (chunk: Uint8Array) => this.#messages.push(chunk));
    }
    // Processes that it has started could hold its outputs open.
    child.once("exit", () => endGroup(child.pid!));
    this.ended = new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
  }

  /** Id of its process, which is also that of its process group. */
  get id(): number {
    return this.#child.pid!;
  }

  /** Its standard input, if `piped`. */
  get input(): Writable {
    return this.#child.stdin!;
  }

  /** Its standard output, if `piped`. */
  get output(): Readable {
    return this.#child.stdout!;
  }

  /** Ends it and all that it has started. */
  kill(): void {
    endGroup(this.id);
  }

  /** The last lines of its messages, or "". */
  get lastLines(): string {
    return this.#messages.text;
  }
}

/** `ulimit` counts blocks of 512 bytes. A system without it has no such limit. */
function withFileLimit(command: readonly string[], maxBytes: number): readonly string[] {
  const script = 'ulimit -f "$1" 2>/dev/null; shift; exec "$@"';
  return ["sh", "-c", script, "larmor-program", String(Math.ceil(maxBytes / 512)), ...command];
}

/** Whether a program, or one that it ran as a shell does, was ended because of the limit for its files. */
export function exceedsFileLimit({ code, signal }: Exit): boolean {
  return signal === "SIGXFSZ" || code === 128 + constants.signals.SIGXFSZ;
}

/** How a program ended and the last lines of its messages, to follow its name. */
export function describeEnd({ code, signal }: Exit, lastLines: string): string {
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return `${how}${lastLines === "" ? "" : `; its last lines:\n${lastLines}`}`;
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // None of its processes is left.
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "there is no such program, by that path or on the PATH";
  return code === "EACCES" ? "it is not executable" : message;
}
