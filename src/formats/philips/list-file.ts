import { FileParts } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";

const PIECE_BYTES = 2 ** 20;

/** What a list says about the whole scan. */
export interface ListHeader {
  /** General values by their names, the first of each: `.    0    1    0  kx_range   :  -232  231`. */
  readonly general: ReadonlyMap<string, readonly number[]>;
  /** Lines of comments with a value, such as `Scan name`. */
  readonly comments: ReadonlyMap<string, string>;
  /** Names of the columns of the index of data vectors. */
  readonly columns: readonly string[];
}

/** A line of the index of data vectors. */
export interface DataVector {
  /** `STD`, `NOI` and so on. */
  readonly type: string;
  /** The other columns by their names. */
  readonly attributes: Readonly<Record<string, number>>;
  /** Where the line is in the list, in bytes. */
  readonly at: number;
}

/** The text file that describes a file of data vectors. */
export class ListFile {
  readonly #file: FileParts;
  readonly header: ListHeader;

  /** @throws SourceError `malformed`; NodeJS.ErrnoException */
  constructor(path: string) {
    this.#file = new FileParts(path);
    try {
      this.header = this.#readHeader();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get path(): string {
    return this.#file.path;
  }

  /** The index of data vectors. A line that cannot be read has no attributes. */
  *vectors(): Generator<DataVector> {
    const { columns } = this.header;
    for (const { text, at } of this.#lines()) {
      if (/^\s*([#.]|$)/.test(text)) continue;
      const [type = "", ...words] = text.trim().split(/\s+/);
      const numbers = words.map(Number);
      const isComplete = words.length >= columns.length && numbers.every(Number.isFinite);
      const attributes = isComplete ? Object.fromEntries(columns.map((name, i) => [name, numbers[i]!])) : {};
      yield { type, attributes, at };
    }
  }

  close(): void {
    this.#file.close();
  }

  #readHeader(): ListHeader {
    const general = new Map<string, readonly number[]>();
    const comments = new Map<string, string>();
    for (const { text } of this.#lines()) {
      const [, name, value] = text.match(/^\.\s+-?\d+\s+-?\d+\s+-?\d+\s+(.+?)\s*:\s*(.*)$/) ?? [];
      if (name !== undefined) {
        if (!general.has(name)) general.set(name, value!.trim().split(/\s+/).map(Number));
        continue;
      }
      const columns = text.match(/^#\s*typ\s+(.*\ssize\s+offset)\s*$/)?.[1];
      if (columns !== undefined) return { general, comments, columns: columns.trim().split(/\s+/) };
      const comment = text.match(/^#\s+(.+?)\s*:\s*(.*)$/);
      if (comment !== null) comments.set(comment[1]!, comment[2]!.trim());
    }
    throw new SourceError("malformed", `${this.path} has no index of data vectors with the columns typ … size, offset`);
  }

  *#lines(): Generator<{ readonly text: string; readonly at: number }> {
    let rest = "";
    let at = 0;
    for (let offset = 0; offset < this.#file.size; offset += PIECE_BYTES) {
      const lines = (rest + this.#file.bytes(offset, PIECE_BYTES).toString("latin1")).split("\n");
      rest = lines.pop()!;
      for (const text of lines) {
        yield { text: text.trimEnd(), at };
        at += text.length + 1;
      }
    }
    if (rest !== "") yield { text: rest.trimEnd(), at };
  }
}
