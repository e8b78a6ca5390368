import { stripVTControlCharacters } from "node:util";

/** Maximum length of a line; longer ones are split. */
const MOST_CHARACTERS = 2000;

/** Splits a program's output into lines as it comes, and keeps the last of them. */
export class LastLines {
  readonly #lineCount: number;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  readonly #lines: string[] = [];
  #partialLine = "";

  /** @param lineCount number of lines that are kept */
  constructor(lineCount: number, onLine: (line: string) => void = () => {}) {
    this.#lineCount = lineCount;
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    const parts = (this.#partialLine + this.#decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    this.#partialLine = parts.pop()!;
    if (this.#partialLine.length > MOST_CHARACTERS) {
      parts.push(this.#partialLine);
      this.#partialLine = "";
    }
    // Colours are for terminals.
    for (const line of parts.map(stripVTControlCharacters)) {
      this.#lines.push(line);
      this.#onLine(line);
    }
    this.#lines.splice(0, this.#lines.length - this.#lineCount);
  }

  /** The last lines, including one that is incomplete. */
  get text(): string {
    return [...this.#lines, stripVTControlCharacters(this.#partialLine)].join("\n").trim();
  }
}
