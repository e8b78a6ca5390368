import { type ChildProcess, fork } from "node:child_process";
import { forkOptions } from "../../debugging/index.ts";
import { descendantMegabytes, residentMegabytes } from "../../processes/index.ts";
import type { JobMessage, JobTask } from "./job-messages.ts";

/** How often the memory of a job is checked. */
const CHECK_MS = 250;

/** Number of characters of standard error that explain a process that died. */
const STDERR_CHARACTERS = 2000;

export interface JobLimits {
  /** Of resident memory, with that of programs that steps start. */
  readonly memoryMegabytes: number;
  /** 0: no limit. */
  readonly seconds: number;
}

export interface JobProcessOptions extends JobLimits {
  /** Module of the process: it gets {@link JobTask} and `settings` as arguments, both as JSON. */
  readonly module: URL;
  readonly settings: unknown;
  /** Where it runs. */
  readonly folder: string;
  onMessage(message: JobMessage): void;
  /** Called once, after all messages. @param failure why the process was ended, or died */
  onEnd(failure: string | undefined): void;
}

/** A process that does one job, and is ended if it exceeds its limits. */
export class JobProcess {
  readonly #child: ChildProcess;
  #failure: string | undefined;

  constructor(
    task: JobTask,
    { module, settings, folder, memoryMegabytes, seconds, onMessage, onEnd }: JobProcessOptions,
  ) {
    const { execArgv, env } = forkOptions();
    const child = fork(module, [JSON.stringify(task), JSON.stringify(settings)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      cwd: folder,
      env,
      execArgv: [...execArgv, `--max-old-space-size=${memoryMegabytes}`],
    });
    this.#child = child;
    let stderr = "";
    let hasEnded = false;
    child.stderr!.on("data", (chunk: Buffer) => {
      stderr = `${stderr}${chunk.toString()}`.slice(-STDERR_CHARACTERS);
    });
    const check = setInterval(() => {
      const megabytes = residentMegabytes(child.pid!) + descendantMegabytes(child.pid!);
      if (megabytes <= memoryMegabytes) return;
      this.end(`it took ${megabytes} MB of memory; the limit is ${memoryMegabytes} MB, which --session-memory raises`);
    }, CHECK_MS);
    const limit = setTimeout(() => {
      this.end(`it took longer than ${seconds} s, the limit of --session-timeout`);
    }, seconds * 1000);
    if (seconds === 0) clearTimeout(limit);
    const ended = (failure: string | undefined) => {
      if (hasEnded) return;
      hasEnded = true;
      clearInterval(check);
      clearTimeout(limit);
      onEnd(this.#failure ?? failure);
    };
    child.on("message", (message: JobMessage) => onMessage(message));
    child.on("error", ({ message }) => ended(`its process can't be started: ${message}`));
    child.on("close", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const text = stderr.trim();
      ended(code === 0 ? undefined : `its process died with ${how}${text === "" ? "" : `:\n${text}`}`);
    });
  }

  /** Ends the process. @param reason of its failure */
  end(reason: string): void {
    this.#failure ??= reason;
    this.#child.kill("SIGKILL");
  }
}
