import type { ChildProcess } from "node:child_process";

/** What the supervisor sends to a session's process, after its socket: whether browsers watch the session. */
export type BrowserWatch = "watched" | "unwatched";

/** What a session's process sends while browsers watch it, and when it ends. */
export interface LiveSessionMessage {
  /** A report as JSON, which the supervisor does not parse. */
  readonly live: string;
}

/** Maximum size of a report, in characters, and of all reports of a session per second. */
const MOST_CHARACTERS = 4_000_000;
const PERIOD_MS = 1000;

/** Whether browsers watch a session, and what its process reports for them. Third-party gadgets can send reports too. */
export class LiveWatch {
  readonly #child: ChildProcess;
  readonly #received: (text: string) => void;
  #isWatched = false;
  #since = Number.NEGATIVE_INFINITY;
  #characters = 0;

  /** @param received receives the reports, as many as the limits allow */
  constructor(child: ChildProcess, received: (text: string) => void) {
    this.#child = child;
    this.#received = received;
  }

  set isWatched(isWatched: boolean) {
    if (isWatched === this.#isWatched) return;
    this.#isWatched = isWatched;
    const message: BrowserWatch = isWatched ? "watched" : "unwatched";
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** @returns whether a message of the process is a report for browsers */
  receive(message: unknown): boolean {
    const text = (message as Partial<LiveSessionMessage> | null)?.live;
    if (typeof text !== "string") return false;
    const now = performance.now();
    if (now - this.#since >= PERIOD_MS) [this.#since, this.#characters] = [now, 0];
    this.#characters += text.length;
    if (this.#characters <= MOST_CHARACTERS) this.#received(text);
    return true;
  }
}
