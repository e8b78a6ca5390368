import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { Refusal } from "../errors.ts";

/** The descriptor by which a session's process says what it may have no time to say otherwise: a line of JSON each. */
export const LAST_WORDS = 5;

/** What a session's process says of itself. */
export interface LastWords {
  /** The step that is at work, as errors name it; `null` when none is any more. */
  readonly at?: string | null;
  /** Why the process ends, for the client. */
  readonly refusal?: Refusal;
}

/** Most that is kept of what was said: a line names a step, and only the last counts. */
const MOST_CHARACTERS = 2 ** 16;

/** How long to wait for what is still on its way when a process has died. */
const PATIENCE_MS = 500;

/** Listens to the processes of sessions. */
export class LastWordsListener {
  readonly #texts = new WeakMap<ChildProcess, string>();

  listen(child: ChildProcess): void {
    pipeOf(child)?.on("data", (chunk: Buffer) => {
      const text = (this.#texts.get(child) ?? "") + chunk.toString();
      this.#texts.set(child, text.slice(-MOST_CHARACTERS));
    });
  }

  /** All that a process that has died said last. Resolves when all of it has come. */
  async of(child: ChildProcess): Promise<LastWords> {
    const pipe = pipeOf(child);
    if (pipe !== undefined && !pipe.closed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS); // a program that outlives the session may hold the other end
        pipe.once("close", () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    pipe?.destroy();
    const lines = (this.#texts.get(child) ?? "").split("\n").slice(0, -1);
    return Object.assign({}, ...lines.map(parsed)) as LastWords;
  }
}

function pipeOf(child: ChildProcess): Readable | undefined {
  return (child.stdio as readonly (Readable | null | undefined)[])[LAST_WORDS] ?? undefined;
}

/** A gadget can write there too: what is no line of ours says nothing. */
function parsed(line: string): LastWords {
  try {
    const { at, refusal } = JSON.parse(line) as LastWords;
    const known = at === null || typeof at === "string";
    return { ...(known && { at }), ...(typeof refusal?.reason === "string" && { refusal }) };
  } catch {
    return {};
  }
}
