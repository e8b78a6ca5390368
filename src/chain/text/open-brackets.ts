/** A mistake in the layout of a YAML text; line and column count from 0. */
export interface LayoutMistake {
  readonly line: number;
  readonly column: number;
  /** The mistake, and what to write. */
  readonly message: string;
}

interface Opened {
  readonly opener: string;
  readonly closer: string;
  readonly line: number;
  readonly column: number;
}

const closers: Readonly<Record<string, string>> = { "[": "]", "{": "}", '"': '"', "'": "'" };

/** Follows brackets and quotes through the lines of a YAML text, and closes those that were left open. */
export class OpenBrackets {
  readonly mistakes: LayoutMistake[] = [];
  readonly #open: Opened[] = [];

  get isInside(): boolean {
    return this.#open.length > 0;
  }

  /**
   * Reads a line, or what follows its first characters.
   * @param offset number of these characters
   * @returns the text, with brackets that are missing before others
   */
  read(text: string, line: number, offset = 0): string {
    let result = "";
    /** The last character that is not a space, and whether spaces follow it. */
    let [previous, isSpaced] = ["", true];
    for (let column = 0; column < text.length; column += 1) {
      const character = text[column]!;
      const top = this.#open.at(-1);
      if (top !== undefined && top.opener === top.closer) {
        if (character === "\\" && top.closer === '"') result += text[column++]!;
        else if (character === top.closer) this.#open.pop();
      } else if (character === "#" && isSpaced) {
        return result + text.slice(column);
      } else if (closers[character] !== undefined && this.#startsValue(previous, isSpaced)) {
        this.#open.push({ opener: character, closer: closers[character], line, column: offset + column });
      } else if (top !== undefined && (character === "]" || character === "}")) {
        result += this.#close(character, line, offset + column);
      }
      result += text[column] ?? "";
      isSpaced = /\s/.test(character);
      if (!isSpaced) previous = character;
    }
    return result;
  }

  /** Closes all that is open at the end of a line. @returns what to write there */
  closeAll(last: number): string {
    let added = "";
    for (let top = this.#open.pop(); top !== undefined; top = this.#open.pop()) {
      added += top.closer;
      const { line, column, opener, closer } = top;
      const where = line === last ? "the line" : `line ${last + 1}`;
      this.mistakes.push({ line, column, message: `${opener} is not closed: write ${closer} at the end of ${where}` });
    }
    return added;
  }

  /** @returns the bracket that is missing before this one */
  #close(character: string, line: number, column: number): string {
    const top = this.#open.pop()!;
    if (top.closer === character) return "";
    if (this.#open.at(-1)?.closer !== character) return "";
    this.#open.pop();
    const message = `${top.opener} is not closed: write ${top.closer} before this ${character}`;
    this.mistakes.push({ line, column, message });
    return top.closer;
  }

  /** Within plain text, brackets and quotes are characters like others. */
  #startsValue(previous: string, isSpaced: boolean): boolean {
    if (previous === "" || "[{".includes(previous) || (this.isInside && previous === ",")) return true;
    return (previous === ":" || previous === "-") && isSpaced;
  }
}
