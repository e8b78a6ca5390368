import {
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  visit,
} from "yaml";
import { unfitText, unfitValue } from "../compile/bounds.ts";
import type { ValidationIssue } from "./issue-text.ts";
import { corrected } from "./layout.ts";
import type { Problem } from "./problem.ts";
import { misleads, syntaxText } from "./syntax-text.ts";

/** Location in a document: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** A parsed YAML text that knows the location of each value and collects problems. */
export class ChainDocument {
  readonly problems: Problem[] = [];
  readonly #parsed: Parsed;
  /** Characters that were added at the start of lines, by line from 0. */
  readonly #shifts: ReadonlyMap<number, number>;
  /** The first line, from 1, from which on values may be others than those that were meant. */
  readonly #soundUntil: number;
  /** Of the problems, since several paths through a chain may report the same one. */
  readonly #known = new Set<string>();
  /** Lines with a problem of the syntax. */
  readonly #wrongLines = new Set<number>();

  constructor(
    readonly file: string,
    text: string,
  ) {
    const unfit = unfitText(text);
    if (unfit) this.problems.push({ file, ...placeIn(text, unfit.offset), message: unfit.message });
    const written = unfit ? "" : text;
    const { parsed, mistakes, shifts } = readLeniently(written);
    this.#parsed = parsed;
    this.#shifts = shifts;
    for (const { line, column, message } of mistakes) {
      this.#addSyntax({ file, line: line + 1, column: column + 1, message });
    }
    let soundUntil = unfit ? 0 : Number.POSITIVE_INFINITY;
    for (const error of [...parsed.document.errors, ...parsed.document.warnings]) {
      const place = this.#place(error.pos[0]);
      if (misleads(error)) soundUntil = Math.min(soundUntil, place.line);
      this.#addSyntax({ file, ...place, message: syntaxText(error, parsed.text.slice(error.pos[0])) });
    }
    this.#soundUntil = soundUntil;
  }

  /** Whether the text was read as a whole: whether what is not there was not written. */
  get isWhole(): boolean {
    return this.#soundUntil === Number.POSITIVE_INFINITY;
  }

  /** Whether the text is too long or too deep to be read at all. */
  get isUnfit(): boolean {
    return this.#soundUntil === 0;
  }

  /** The document as plain values. Aliases are resolved, within yaml's limit of 100 and the limits in bounds.ts. */
  toValue(): unknown {
    try {
      const value: unknown = this.#parsed.document.toJS();
      const unfit = unfitValue(value);
      if (unfit === undefined) return value;
      this.report([], unfit);
      return undefined;
    } catch (error) {
      this.report([], (error as Error).message);
      return undefined;
    }
  }

  /** Reports a problem of the value at `path`. */
  report(path: Path, message: string): void {
    this.#add({ ...this.place(path), message });
  }

  /** Reports a problem of a key instead of its value. */
  reportKey(path: Path, key: string, message: string): void {
    const pair = pairOf(this.#node(path), key);
    const offset = isNode(pair?.key) ? pair.key.range?.[0] : undefined;
    if (offset === undefined) this.report(path, message);
    else this.#add({ file: this.file, ...this.#place(offset), message });
  }

  /** Reports schema issues of the value at `path`. */
  reportAll(path: Path, issues: readonly ValidationIssue[]): void {
    for (const { path: within, key, message } of issues) {
      if (key === undefined) this.report([...path, ...within], message);
      else this.reportKey([...path, ...within], key, message);
    }
  }

  /** Location of the value at `path`, or of its nearest existing parent. */
  place(path: Path): Omit<Problem, "message"> {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const offset = this.#node(path.slice(0, depth))?.range?.[0];
      if (offset !== undefined) return { file: this.file, ...this.#place(offset) };
    }
    return { file: this.file, ...this.#place(this.#parsed.document.contents?.range?.[0] ?? 0) };
  }

  /** Location of the value at `path`, as parts of a chain record it. */
  placed(path: Path): { path: Path; place: string } {
    const { file, line, column } = this.place(path);
    return { path, place: `${file}:${line}:${column}` };
  }

  /** Several paths through a chain may report the same problem, or one that follows from the syntax. */
  #add(problem: Problem): void {
    const { line, column, message } = problem;
    if (line >= this.#soundUntil) return;
    const key = `${line}:${column}:${message}`;
    if (!this.#known.has(key)) this.problems.push(problem);
    this.#known.add(key);
  }

  /** One problem of the syntax per line: others follow from it. */
  #addSyntax(problem: Problem): void {
    if (!this.#wrongLines.has(problem.line)) this.problems.push(problem);
    this.#wrongLines.add(problem.line);
  }

  #node(path: Path): Node | undefined {
    let node: unknown = this.#parsed.document.contents;
    for (const key of path) node = isSeq(node) ? node.items[Number(key)] : pairOf(node, String(key))?.value;
    return isNode(node) ? node : undefined;
  }

  #place(offset: number): { line: number; column: number } {
    const { line, col } = this.#parsed.lines.linePos(offset);
    return { line, column: Math.max(1, col - (this.#shifts.get(line - 1) ?? 0)) };
  }
}

interface Parsed {
  readonly text: string;
  readonly lines: LineCounter;
  readonly document: ReturnType<typeof parseDocument<ParsedNode>>;
}

function parsedFrom(text: string): Parsed {
  const lines = new LineCounter();
  return { text, lines, document: parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false }) };
}

/** Parses a text. If its layout has mistakes, the corrected text is parsed, so that they hide no others. */
function readLeniently(text: string) {
  const parsed = parsedFrom(text);
  const unchanged = { parsed, mistakes: [], shifts: new Map<number, number>() };
  if (parsed.document.errors.length === 0 && !hasJoinedItems(parsed)) return unchanged;
  const { text: better, mistakes, shifts } = corrected(text);
  if (mistakes.length === 0) return unchanged;
  const again = parsedFrom(better);
  const isBetter = again.document.errors.length < Math.max(1, parsed.document.errors.length);
  return isBetter ? { parsed: again, mistakes, shifts } : unchanged;
}

function isAmongSteps(path: readonly unknown[]): boolean {
  return path.some((node) => isSeq(node) || (isPair(node) && String(node.key) === "chain"));
}

/** Whether an item of a list is indented so far, or lacks a space, so that YAML reads it as part of a text. */
function hasJoinedItems({ document, text }: Parsed): boolean {
  let found = false;
  visit(document, {
    Scalar: (_, { type, range }, path) => {
      if (type !== "PLAIN" || range == null || !isAmongSteps(path)) return undefined;
      if (!/\n\s*- |^-[A-Za-z]/.test(text.slice(range[0], range[1]))) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** The entries of maps, by key: a map may have thousands, and each may be looked up. */
const pairs = new WeakMap<object, ReadonlyMap<string, Pair>>();

/** The entry of a map with a key: numbers, true and false are keys too. */
function pairOf(map: unknown, key: string): Pair | undefined {
  if (!isMap(map)) return undefined;
  const known =
    pairs.get(map) ?? new Map(map.items.flatMap((pair) => (isNode(pair.key) ? [[String(pair.key), pair]] : [])));
  pairs.set(map, known);
  return known.get(key);
}

/** For a location outside the document. */
function placeIn(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
