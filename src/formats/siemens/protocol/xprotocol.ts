/** A parameter, or a map or an array of parameters. */
export interface Param {
  /** `ParamMap`, `ParamArray`, `ParamLong` and so on. */
  readonly type: string;
  readonly name: string;
  /** Of a map. */
  readonly children: Param[];
  /** Of a parameter. */
  readonly values: string[];
  /** What the elements of an array are like. */
  template: Param | undefined;
  /** The elements of an array. */
  readonly rows: Row[];
}

/** An element of an array: values, or one row for each child of the array's template. */
export interface Row {
  readonly values: string[];
  readonly rows: Row[];
}

type Token =
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  | { readonly kind: "end" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tag"; readonly type: string; readonly name: string | undefined };

const DEEPEST = 100;
/** A tag, a word, or a brace; white space and commas separate them. */
const TOKEN = /[\s,]*(?:<(\w+)(?:\."([^"]*)")?>|"([^"]*)"|([{}])|([^\s,{}<>"]+)|(.))/sy;

/**
 * Parses a protocol in Siemens' notation: `<ParamLong."name"> { 5 }`, maps of parameters in braces, and arrays with a
 * template in `<Default>` and a row in braces for each element. Other properties describe how a protocol is edited, and
 * are skipped. A text that ends too early gives what there is of it.
 * @returns the outermost map; `undefined` if there is none
 */
export function parseXProtocol(text: string): Param | undefined {
  const start = text.indexOf("<XProtocol>");
  if (start < 0) return undefined;
  const parser = new Parser(text, start);
  parser.next();
  const root = parser.next().kind === "open" ? parser.body("XProtocol", "", 0) : undefined;
  return root?.children[0];
}

class Parser {
  readonly #text: string;
  readonly #token: RegExp;
  #ahead: Token | undefined;
  #isAtEnd = false;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#token = new RegExp(TOKEN);
    this.#token.lastIndex = start;
  }

  next(): Token {
    const ahead = this.#ahead;
    if (ahead !== undefined) {
      this.#ahead = undefined;
      return ahead;
    }
    const match = this.#isAtEnd ? null : this.#token.exec(this.#text);
    if (match === null) {
      this.#isAtEnd = true; // the expression would start again from the beginning
      return { kind: "end" };
    }
    const [, type, name, quoted, brace, word, other] = match;
    if (type !== undefined) return { kind: "tag", type, name };
    if (brace !== undefined) return brace === "{" ? { kind: "open" } : { kind: "close" };
    return { kind: "text", text: quoted ?? word ?? other! };
  }

  /** What is in the braces of a parameter, after the first one. */
  body(type: string, name: string, depth: number): Param {
    const param: Param = { type, name, children: [], values: [], template: undefined, rows: [] };
    for (let token = this.next(); token.kind !== "close" && token.kind !== "end"; token = this.next()) {
      if (token.kind === "open") param.rows.push(this.#row(depth + 1));
      else if (token.kind === "text") param.values.push(token.text);
      else if (token.name === undefined) this.#property(token.type, param, depth);
      else param.children.push(this.#param(token.type, token.name, depth));
    }
    return param;
  }

  #param(type: string, name: string, depth: number): Param {
    const token = this.next();
    if (token.kind === "open" && depth < DEEPEST) return this.body(type, name, depth + 1);
    this.#ahead = token;
    this.#skip();
    return { type, name, children: [], values: [], template: undefined, rows: [] };
  }

  /** `<Default>` of an array is its template; all other properties have a value, which is skipped. */
  #property(type: string, param: Param, depth: number): void {
    const token = this.next();
    if (token.kind === "tag" && token.name !== undefined) {
      const value = this.#param(token.type, token.name, depth);
      if (type === "Default") param.template = value;
    } else if (token.kind !== "text") {
      this.#ahead = token;
      if (token.kind === "open") this.#skip();
    }
  }

  #row(depth: number): Row {
    const row: Row = { values: [], rows: [] };
    for (let token = this.next(); token.kind !== "close" && token.kind !== "end"; token = this.next()) {
      if (token.kind === "text") row.values.push(token.text);
      else if (token.kind === "tag") this.#property(token.type, emptyParam(), depth);
      else if (depth < DEEPEST) row.rows.push(this.#row(depth + 1));
      else {
        this.#ahead = token;
        this.#skip();
      }
    }
    return row;
  }

  /** Skips a value: a word, or all that is in braces. */
  #skip(): void {
    let open = 0;
    do {
      const { kind } = this.next();
      if (kind === "end") return;
      if (kind === "open") open += 1;
      if (kind === "close") open -= 1;
    } while (open > 0);
  }
}

function emptyParam(): Param {
  return { type: "", name: "", children: [], values: [], template: undefined, rows: [] };
}

/**
 * The values of a parameter by its path: names, in any case, and indices of arrays. An element of an array without a
 * value has that of the template.
 */
export function valuesAt(root: Param, path: readonly string[]): readonly string[] {
  let param: Param = root;
  let row: Row | undefined;
  for (const step of path) {
    if (param.type === "ParamArray") {
      const filled: readonly Row[] = row === undefined || row.rows.length === 0 ? param.rows : row.rows;
      row = filled[Number(step)];
      if (row === undefined || param.template === undefined) return [];
      param = param.template;
    } else {
      const index = param.children.findIndex(({ name }) => name.toLowerCase() === step.toLowerCase());
      if (index < 0) return [];
      param = param.children[index]!;
      row = row?.rows[index];
    }
  }
  return row !== undefined && row.values.length > 0 ? row.values : param.values;
}
