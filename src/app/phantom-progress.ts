import type { WriteProgress } from "../simulator/index.ts";
import { counted } from "../text/index.ts";
import { onInterruption } from "./terminal/interruption.ts";
import { Progress } from "./terminal/progress.ts";

/** The progress of a simulation on a terminal, and its end at Ctrl-C. */
export class PhantomProgress {
  readonly #path: string;
  #progress = new Progress({ label: "simulating the object" });
  #written: WriteProgress | undefined;
  #stopHandling = () => {};

  /** @param path of the file that is written */
  constructor(path: string) {
    this.#path = path;
  }

  update(written: WriteProgress): void {
    // Before the file exists, nothing has to be saved: an interruption ends the process.
    if (this.#written === undefined) {
      this.#stopHandling = onInterruption(async () => this.#end());
      this.#progress.stop();
      this.#progress = new Progress({ label: "simulating", total: written.total, unit: "readout" });
    }
    this.#written = written;
    this.#progress.update(written.readouts);
  }

  #end(): string {
    const { readouts, total, close } = this.#written!;
    close();
    return `${readouts} of ${counted(total, "readout")} ${readouts === 1 ? "is" : "are"} in ${this.#path}`;
  }

  stop(): void {
    this.#stopHandling();
    this.#progress.stop();
  }
}
