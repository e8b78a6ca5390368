import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { isOrphaned, isUnanswered } from "./tcp-table.ts";

const CHECK_MS = 1000;

/** Checks after which the session of a client that has disconnected is asked to end, and after which it is killed. */
const CHECKS_UNTIL_ASKED = 2;
const CHECKS_UNTIL_KILLED = 7;

/** Checks for which a session's process may leave a question unanswered before it counts as stuck. */
const CHECKS_UNTIL_STUCK = 2;

/** After this time without data, the system checks whether a client can still be reached. */
export const KEEP_ALIVE_MS = 60_000;
/**
 * The same while the session's process is stuck. The check fails after ten more seconds without an answer: libuv asks
 * ten times, once per second.
 */
const KEEP_ALIVE_OF_STUCK_MS = 1000;
/** Checks for which data may be unanswered, while the session's process is stuck: about as long. */
const CHECKS_UNANSWERED = 10;

/** Asks a session's process for a sign of life. It answers with {@link ALIVE}. */
const ARE_YOU_ALIVE = "are-you-alive";
const ALIVE = "alive";
/** What the supervisor sends to a process after its session has started, and the answer to its question. */
export type ClientWatchMessage = typeof ARE_YOU_ALIVE | "client-disconnected";
export type ClientWatchAnswer = typeof ALIVE;

/**
 * Notices clients that have disconnected while their session goes on: its process may be stuck, or wait for something
 * else. The session is asked to end, and killed if it does not.
 *
 * A client that only ends its side may be waiting for images. One on this machine is known to have disconnected if its
 * end of the connection belongs to no process. For others, the system knows when data can't be delivered, or when
 * its question for a sign of life is not answered, or is refused because the client's system has forgotten the
 * connection. The system asks once per second while the session's process is stuck, and otherwise seldom, so that a
 * network that fails for a moment ends no session that could notice the failure itself.
 */
export class ClientWatch {
  readonly #kill: (child: ChildProcess) => void;

  /** @param kill ends a process that did not end when asked */
  constructor(kill: (child: ChildProcess) => void) {
    this.#kill = kill;
  }

  /**
   * Watches the client of a session, at most until its process ends.
   * @returns a function that ends this
   */
  watch(child: ChildProcess, socket: Socket): () => void {
    let checks = 0;
    let unanswered = 0;
    const stuckCheck = new StuckCheck(child);
    const timer = setInterval(() => {
      const stuck = stuckCheck.isStuck();
      // Writing nothing sends nothing, but fails on a broken connection, which destroys the socket.
      if (!socket.destroyed) {
        socket.setKeepAlive(true, stuck ? KEEP_ALIVE_OF_STUCK_MS : KEEP_ALIVE_MS);
        socket.write("");
      }
      unanswered = stuck && !socket.destroyed && isUnanswered(socket) ? unanswered + 1 : 0;
      if (!socket.destroyed && !isOrphaned(socket) && unanswered <= CHECKS_UNANSWERED) {
        checks = 0;
        return;
      }
      checks += 1;
      if (checks === CHECKS_UNTIL_ASKED) send(child, "client-disconnected");
      if (checks === CHECKS_UNTIL_KILLED) this.#kill(child);
    }, CHECK_MS);
    const stop = () => {
      clearInterval(timer);
      stuckCheck.end();
      child.off("exit", stop);
    };
    child.once("exit", stop);
    return stop;
  }
}

/** Asks a process for signs of life. */
class StuckCheck {
  readonly #child: ChildProcess;
  #unanswered = 0;
  readonly #receive = (message: unknown) => {
    if (message === ALIVE) this.#unanswered = 0;
  };

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", this.#receive);
  }

  /** To be called in each check. @returns whether the process has given no sign of life for several checks */
  isStuck(): boolean {
    this.#unanswered += 1;
    // One question at a time: more would wait in the memory of this process.
    if (this.#unanswered === 1) send(this.#child, ARE_YOU_ALIVE);
    return this.#unanswered > CHECKS_UNTIL_STUCK;
  }

  end(): void {
    this.#child.off("message", this.#receive);
  }
}

function send(child: ChildProcess, message: ClientWatchMessage): void {
  if (child.connected) child.send(message, () => {});
}
