import { Presets, SingleBar } from "cli-progress";
import type { Transfer } from "../client/index.ts";

/** A progress bar of sent messages, with readouts/s and MB/s; only on a terminal. */
export class TransferBar {
  readonly #bar: SingleBar | undefined;
  readonly #started = performance.now();

  constructor(total: number, quiet: boolean) {
    if (quiet || !process.stderr.isTTY) return;
    const format = "sending {bar} {percentage}% | {value}/{total} | {rate} readouts/s | {speed} MB/s";
    this.#bar = new SingleBar(
      { format, stream: process.stderr, hideCursor: true, barsize: 16 },
      Presets.shades_classic,
    );
    this.#bar.start(total, 0, { rate: 0, speed: 0 });
  }

  update({ acquisitions, images, bytes }: Readonly<Transfer>): void {
    if (this.#bar === undefined) return;
    const seconds = Math.max((performance.now() - this.#started) / 1000, 1e-3);
    this.#bar.update(acquisitions + images, {
      rate: Math.round((acquisitions + images) / seconds),
      speed: (bytes / 1e6 / seconds).toFixed(1),
    });
  }

  /** Clears the bar so that a line of text can be printed. */
  interrupt(): void {
    if (this.#bar !== undefined) process.stderr.write("\r\x1b[K");
  }

  stop(): void {
    this.#bar?.stop();
  }
}
