import type { Socket } from "node:net";
import { withCode } from "../../errors/index.ts";
import { serialize } from "../../mrd/index.ts";
import type { Refusal } from "../errors.ts";
import { noObserver, type ServerObserver } from "../supervisor/observer.ts";

/** How long a client that was told to go may take to close its side. */
const LINGER_MS = 5000;

/** Clients that are told why nothing more comes, and wait for them to go. */
export class Farewells {
  readonly #leaving = new Set<Promise<void>>();
  readonly #observer: Pick<ServerObserver, "refused">;

  constructor(observer: Pick<ServerObserver, "refused"> = noObserver) {
    this.#observer = observer;
  }

  /** Tells a client why nothing more comes. If an image was under way, the text ends up in it; the stream ends all the same. */
  say(socket: Socket, { code, reason }: Refusal): void {
    this.#observer.refused(code);
    const text = `ERROR   ${withCode(reason, code)}`;
    const gone = new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.include(gone);
    socket.end(Buffer.concat([{ kind: "text", text } as const, { kind: "close" } as const].flatMap(serialize)));
    // What the client still sends is read and dropped: to close over unread data would reset the connection.
    socket.resume();
  }

  /** Not all have gone before this is done. @param what never rejects */
  include(what: Promise<void>): void {
    this.#leaving.add(what);
    void what.then(() => this.#leaving.delete(what));
  }

  /** Resolves when all have gone. */
  async all(): Promise<void> {
    while (this.#leaving.size > 0) await Promise.all(this.#leaving);
  }
}
