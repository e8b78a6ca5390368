import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { ServerLoad } from "../api/index.ts";

type MachineLoad = Pick<ServerLoad, "cores" | "cpu" | "memoryBytes" | "freeMemoryBytes">;

/** Measures how busy the machine is between two calls. */
export class MachineMeter {
  #before = ticks();

  take(): MachineLoad {
    const now = ticks();
    const [idle, all] = [now.idle - this.#before.idle, now.all - this.#before.all];
    this.#before = now;
    return {
      cores: availableParallelism(),
      cpu: all > 0 ? 1 - idle / all : 0,
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
    };
  }
}

/** Of all cores since the machine started. */
function ticks(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
