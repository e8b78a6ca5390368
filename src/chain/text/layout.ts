import { counted } from "../../text/index.ts";
import { type LayoutMistake, OpenBrackets } from "./open-brackets.ts";

/** A text whose lines are indented consistently, and what was changed for that. */
export interface Layout {
  readonly text: string;
  readonly mistakes: readonly LayoutMistake[];
  /** Number of characters that were added at the start of lines, by line from 0; negative if some were removed. */
  readonly shifts: ReadonlyMap<number, number>;
}

interface Level {
  readonly column: number;
  readonly kind: "list" | "map";
}

const KEY = /^(?:[^\s#'"[\]{}&*!|>%@`,-][^:#]*|"[^"]*"|'[^']*'):(?=\s|$)/;
const ITEM = /^-(?=\s|$)/;
/** An item without the space after its dash. */
const NO_SPACE = /^-[A-Za-z]/;
/** A key without its colon, or without the space after it. */
const NO_COLON = /^([A-Za-z][\w-]*)(?:\s+|:)(?=[^\s:])/;

/**
 * Finds lines of a YAML text that are indented like none of those they belong to, and brackets and quotes that are not
 * closed, and corrects them, so that one such mistake hides no others. For texts that YAML refuses: a valid text may
 * contain lines that are continued, which look like mistakes here.
 */
export function corrected(text: string): Layout {
  return new Corrector(text).run();
}

class Corrector {
  readonly #lines: string[];
  readonly #brackets = new OpenBrackets();
  readonly #mistakes: LayoutMistake[] = [];
  readonly #shifts = new Map<number, number>();
  #levels: Level[] = [];
  /** Last line with contents. */
  #last = 0;
  /** Whether further indented lines may follow: the last line ended with a colon. */
  #opens = true;
  /** Indentation of the key whose text follows in indented lines. */
  #textOf: number | undefined;

  constructor(text: string) {
    this.#lines = text.split("\n");
  }

  run(): Layout {
    for (const [i, line] of this.#lines.entries()) {
      if (/^\s*(#|$|---|%)/.test(line)) continue;
      this.#read(i, line);
      this.#last = i;
    }
    this.#closeBrackets();
    return {
      text: this.#lines.join("\n"),
      mistakes: [...this.#mistakes, ...this.#brackets.mistakes],
      shifts: this.#shifts,
    };
  }

  #read(i: number, line: string): void {
    const indent = this.#indentOf(i, line);
    if (this.#textOf !== undefined && indent > this.#textOf) return;
    this.#textOf = undefined;
    const content = this.#completed(i, line.trimStart(), indent);
    const startsStep = ITEM.test(content) || KEY.test(content);
    if (startsStep && !this.#brackets.isInside) this.#completeLast(content, indent);
    const within = this.#levels.at(-1);
    if (this.#brackets.isInside && startsStep && within !== undefined && indent <= within.column) this.#closeBrackets();
    if (this.#brackets.isInside || !startsStep) {
      this.#lines[i] = this.#brackets.read(line, i);
      return;
    }
    const column = this.#placed(i, indent, ITEM.test(content) ? "list" : "map");
    const before = line.length - line.trimStart().length;
    if (column !== before) this.#shifts.set(i, column - before);
    this.#lines[i] = " ".repeat(column) + this.#brackets.read(content, i, before);
    this.#enter(content, column);
  }

  /** Indentation of a line; a tab counts as two spaces. */
  #indentOf(i: number, line: string): number {
    const space = /^\s*/.exec(line)![0];
    if (space.includes("\t") && !this.#brackets.isInside)
      this.#mistakes.push({ line: i, column: 0, message: "the line is indented by a tab: use spaces" });
    return space.replaceAll("\t", "  ").length;
  }

  /** The contents of a line, with a space, colon or quotes that it lacks. */
  #completed(i: number, content: string, indent: number): string {
    if (this.#brackets.isInside) return content;
    const top = this.#levels.at(-1);
    if (NO_SPACE.test(content) && (this.#opens || top?.kind === "list")) {
      return this.#replaced(i, indent, "an item needs a space after its dash", `- ${content.slice(1)}`);
    }
    const description = /^description: +([^"'[{&*!|>%@`].*: .*)$/.exec(content)?.[1];
    if (description !== undefined) {
      const quoted = `description: ${JSON.stringify(description)}`;
      return this.#replaced(i, indent, "a text that contains a colon and a space needs quotes", quoted);
    }
    const [found, key] = NO_COLON.exec(content) ?? [];
    if (found === undefined || KEY.test(content)) return content;
    const isAmongKeys = this.#opens ? this.#keyFollows(i, indent) : top?.kind === "map" && top.column === indent;
    if (!isAmongKeys) return content;
    return this.#replaced(i, indent, "a key needs a colon and a space", `${key}: ${content.slice(found.length)}`);
  }

  #replaced(line: number, column: number, what: string, better: string): string {
    this.#mistakes.push({ line, column, message: `${what}: write \`${better}\`` });
    return better;
  }

  /** Adds the colon of the last line if it is a mere name, and this one contains what belongs to it. */
  #completeLast(content: string, indent: number): void {
    const line = this.#lines[this.#last]!;
    const [, space = "", dash = "", name] = /^( *)(- +)?([A-Za-z][\w-]*)\s*$/.exec(line) ?? [];
    if (this.#opens || name === undefined || indent <= space.length || (dash !== "" && !KEY.test(content))) return;
    const message = `a name that is followed by its contents needs a colon: write \`${dash}${name}:\``;
    this.#mistakes.push({ line: this.#last, column: space.length, message });
    this.#lines[this.#last] = `${line.trimEnd()}:`;
    if (dash === "") this.#placed(this.#last, space.length, "map");
    this.#enter(`${dash}${name}:`, space.length);
  }

  #keyFollows(i: number, indent: number): boolean {
    const next = this.#lines.slice(i + 1).find((line) => !/^\s*(#|$)/.test(line)) ?? "";
    return next.length - next.trimStart().length === indent && KEY.test(next.trimStart());
  }

  /** The column in which a line has to start. */
  #placed(i: number, indent: number, kind: Level["kind"]): number {
    const top = this.#levels.at(-1);
    const isNested = this.#opens && (top === undefined || indent > top.column);
    if (isNested || (this.#opens && kind === "list" && top?.kind === "map" && indent === top.column)) {
      this.#levels.push({ column: indent, kind });
      return indent;
    }
    const same = this.#levels.filter((level) => level.kind === kind);
    const distance = ({ column }: Level) => Math.abs(column - indent);
    const nearest = same.reduceRight<Level | undefined>(
      (best, level) => (best === undefined || distance(level) < distance(best) ? level : best),
      undefined,
    );
    if (nearest === undefined) return indent;
    if (nearest.column !== indent) this.#mistakes.push(misplaced(i, indent, nearest));
    this.#levels = this.#levels.slice(0, this.#levels.lastIndexOf(nearest) + 1);
    return nearest.column;
  }

  /** What may follow a line: further keys of the map that begins in it, and what its last key contains. */
  #enter(content: string, column: number): void {
    let [rest, start] = [content, column];
    for (let dash = /^-\s+/.exec(rest); dash !== null; dash = /^-\s+/.exec(rest)) {
      rest = rest.slice(dash[0].length);
      start += dash[0].length;
      if (KEY.test(rest)) this.#levels.push({ column: start, kind: "map" });
      else if (ITEM.test(rest)) this.#levels.push({ column: start, kind: "list" });
    }
    const bare = rest.replace(/(^|\s)#.*$/, "").trimEnd();
    this.#opens = bare.endsWith(":") || bare === "-" || /:\s+[&!]\S+$/.test(bare);
    if (/(:|^-|^)\s*[|>][+-]?\d?$/.test(bare)) this.#textOf = start;
  }

  #closeBrackets(): void {
    const line = this.#lines[this.#last]!;
    const bare = line.replace(/\s+#.*$/, "").trimEnd();
    this.#lines[this.#last] = bare + this.#brackets.closeAll(this.#last) + line.slice(bare.length);
  }
}

function misplaced(line: number, column: number, { column: right, kind }: Level): LayoutMistake {
  const spaces = counted(Math.abs(right - column), "space");
  const change = right > column ? `add ${spaces} before it` : `remove ${spaces} before it`;
  const others = kind === "list" ? "the items of its list" : "the keys of its map";
  return {
    line,
    column,
    message: `the line starts in column ${column + 1}, but ${others} in column ${right + 1}: ${change}`,
  };
}
