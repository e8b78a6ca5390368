import { stripVTControlCharacters } from "node:util";

/** Longest line that is kept together. */
const MOST_CHARACTERS = 2000;

/** Splits a program's output into lines as it comes, and keeps the last of them. */
export class LastLines {
  readonly #kept: number;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  readonly #lines: string[] = [];
  #begun = "";

  /** @param kept how many lines are kept */
  constructor(kept: number, onLine: (line: string) => void = () => {}) {
    this.#kept = kept;
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    const parts = (this.#begun + this.#decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    this.#begun = parts.pop()!;
    if (this.#begun.length > MOST_CHARACTERS) {
      parts.push(this.#begun);
      this.#begun = "";
    }
    // Colours are for terminals.
    for (const line of parts.map(stripVTControlCharacters)) {
      this.#lines.push(line);
      this.#onLine(line);
    }
    this.#lines.splice(0, this.#lines.length - this.#kept);
  }

  /** The last lines, including one that is incomplete. */
  get text(): string {
    return [...this.#lines, stripVTControlCharacters(this.#begun)].join("\n").trim();
  }
}
