import type { SessionReport } from "../../server/index.ts";
import type { LiveSession, SessionObserver, SessionProgress } from "../../session/index.ts";
import type { LiveReports } from "./live-reports.ts";

/** How often a session reports to the server. */
const PERIOD_MS = 1000;

/** Reports the progress of the session of this process to the server. */
export class SessionReports implements SessionObserver {
  readonly #browsers: LiveReports | undefined;
  #progress: (() => SessionProgress) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Resolves when the last report has been sent, or can't be. */
  sent: Promise<void> = Promise.resolve();

  /** @param browsers reports what browsers see */
  constructor(browsers?: LiveReports) {
    this.#browsers = browsers;
    if (browsers !== undefined) browsers.reportProgress = () => this.#report();
  }

  get live(): LiveSession | undefined {
    return this.#browsers?.session;
  }

  begin(progress: () => SessionProgress): void {
    this.#progress = progress;
    this.#timer = setInterval(() => this.#report(), PERIOD_MS).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#browsers?.end();
    this.#report();
  }

  #report(): void {
    if (!process.connected || this.#progress === undefined) return; // the session goes on without the server
    const report: SessionReport = { ...this.#progress(), residentBytes: residentBytes() };
    this.sent = new Promise((resolve) => {
      process.send!(report, undefined, undefined, () => resolve());
    });
  }
}

/** Memory of this process; 0 if it is not known, as in a chroot without /proc. */
function residentBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}
