import type { Logger } from "pino";
import type { Connection } from "../wire/index.ts";

/** Sums up what a session took, for its last line in the log. */
export class Balance {
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();

  /** @param counts of messages */
  close(log: Logger, counts: object, { bytesRead, bytesWritten }: Connection): void {
    const seconds = Number(((performance.now() - this.#started) / 1000).toFixed(3));
    const { user, system } = process.cpuUsage(this.#cpu);
    const cpuSeconds = Number(((user + system) / 1e6).toFixed(3));
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    log.info({ ...counts, bytesRead, bytesWritten, seconds, cpuSeconds, peakMegabytes }, "session closed");
  }
}
