import { isMap, isNode, isSeq, LineCounter, type Node, type Pair, type ParsedNode, parseDocument } from "yaml";
import { unfitText, unfitValue } from "../compile/bounds.ts";
import type { Problem } from "./problem.ts";
import type { ValidationIssue } from "./validate.ts";

/** Location in a document: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** A parsed YAML text that knows the location of each value and collects problems. */
export class ChainDocument {
  readonly problems: Problem[] = [];
  readonly #lines = new LineCounter();
  readonly #document;

  constructor(
    readonly file: string,
    text: string,
  ) {
    const unfit = unfitText(text);
    this.#document = parseDocument<ParsedNode>(unfit ? "" : text, { lineCounter: this.#lines, prettyErrors: false });
    if (unfit) this.problems.push({ file, ...placeIn(text, unfit.offset), message: unfit.message });
    for (const { message, pos } of [...this.#document.errors, ...this.#document.warnings]) {
      this.problems.push({ file, ...this.#place(pos[0]), message });
    }
  }

  /** The document as plain values. Aliases are resolved, within yaml's limit of 100 and the limits in bounds.ts. */
  toValue(): unknown {
    try {
      const value: unknown = this.#document.toJS();
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
    return { file: this.file, ...this.#place(this.#document.contents?.range?.[0] ?? 0) };
  }

  /** Location of the value at `path`, as parts of a chain record it. */
  placed(path: Path): { path: Path; place: string } {
    const { file, line, column } = this.place(path);
    return { path, place: `${file}:${line}:${column}` };
  }

  /** Several paths through a chain may report the same problem. */
  #add(problem: Problem): void {
    const { line, column, message } = problem;
    const known = this.problems.some(
      (each) => each.line === line && each.column === column && each.message === message,
    );
    if (!known) this.problems.push(problem);
  }

  #node(path: Path): Node | undefined {
    let node: unknown = this.#document.contents;
    for (const key of path) node = isSeq(node) ? node.items[Number(key)] : pairOf(node, String(key))?.value;
    return isNode(node) ? node : undefined;
  }

  #place(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}

/** The entry of a map with a key: numbers, true and false are keys too. */
function pairOf(map: unknown, key: string): Pair | undefined {
  return isMap(map) ? map.items.find((item) => isNode(item.key) && String(item.key) === key) : undefined;
}

/** For a location outside the document. */
function placeIn(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
