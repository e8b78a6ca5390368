import type { Socket } from "node:net";
import { withCode } from "../../errors/index.ts";
import { serialize } from "../../mrd/index.ts";
import type { Refusal } from "../errors.ts";
import { noObserver, type ServerObserver } from "../supervisor/observer.ts";

/** How long a rejected client may take to close its side. */
const LINGER_MS = 5000;

/** Rejects clients with the reason, and waits until they have disconnected. */
export class Rejections {
  readonly #pending = new Set<Promise<void>>();
  readonly #observer: Pick<ServerObserver, "refused">;

  constructor(observer: Pick<ServerObserver, "refused"> = noObserver) {
    this.#observer = observer;
  }

  /**
   * Sends a client the reason and CLOSE. Within an image that was being sent, the text becomes pixels; the stream still
   * ends.
   */
  reject(socket: Socket, { code, reason }: Refusal): void {
    this.#observer.refused(code);
    const text = `ERROR   ${withCode(reason, code)}`;
    const closed = new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.track(closed);
    socket.end(Buffer.concat([{ kind: "text", text } as const, { kind: "close" } as const].flatMap(serialize)));
    // What the client still sends is read and discarded: closing a socket with unread data would reset the connection.
    socket.resume();
  }

  /** Makes {@link finished} wait for a rejection that is being prepared. @param rejection never rejects */
  track(rejection: Promise<void>): void {
    this.#pending.add(rejection);
    void rejection.then(() => this.#pending.delete(rejection));
  }

  /** Resolves when all rejected clients have disconnected. */
  async finished(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
