import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { CurrentStep, failureOf, onUncaught, sharedCell } from "../chain/observe/index.ts";
import { isDebugged } from "../debugging/index.ts";
import { codeOf, withCode } from "../errors/index.ts";
import { printable } from "../text/index.ts";
import { entry } from "./entry.ts";
import type { WatchedProcess } from "./serving/session-guard.ts";

/** How often the event loop shows that it is running. */
const TURN_MS = 100;

/**
 * Guards a command that runs third-party gadgets in its own process: an error that no `catch` receives aborts the run,
 * as the error of its step; so does a step that ends the process; and a thread ends the process if it is stuck.
 */
export class CommandGuard {
  readonly currentStep: CurrentStep;
  readonly #abort = new AbortController();
  readonly #thread: Worker | undefined;
  readonly #turns: NodeJS.Timeout;
  #ended = false;

  /** @param hangSeconds how long a step may work without a pause; 0: no limit */
  constructor(hangSeconds: number) {
    const [cell, turns] = [sharedCell(), sharedCell()];
    const workerData: WatchedProcess = { hangSeconds, exitReport: undefined, cell, turns };
    // At a breakpoint, a process is not stuck.
    this.#thread = isDebugged() ? undefined : new Worker(entry("guard-thread"), { workerData });
    this.#thread?.unref();
    this.currentStep = new CurrentStep((name) => this.#thread?.postMessage(name), cell);
    this.#turns = setInterval(() => {
      turns[0]! += 1;
    }, TURN_MS).unref();
    onUncaught((error) => this.#fail(failureOf(error, this.currentStep)));
    process.on("exit", (code) => {
      const step = this.currentStep.current?.name;
      if (this.#ended || step === undefined) return;
      if (code === 0) process.exitCode = 1; // a run never ends this way
      print(`${step}: it ended the process, with exit code ${code}`);
    });
  }

  /** Aborts the run. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /**
   * The run has ended. Errors of work that it has started, and that is not done yet, are still reported.
   * @throws the first error that no `catch` received
   */
  async end(): Promise<void> {
    await new Promise(setImmediate); // rejections are reported once no other work is pending
    this.#ended = true;
    clearInterval(this.#turns);
    await this.#thread?.terminate();
    this.#abort.signal.throwIfAborted();
  }

  #fail(error: Error): void {
    if (!this.#ended) {
      this.#abort.abort(error);
      return;
    }
    print(withCode(error.message, codeOf(error)));
    process.exitCode = 1;
  }
}

function print(text: string): void {
  writeSync(2, `larmor: ${printable(text)}\n`);
}
