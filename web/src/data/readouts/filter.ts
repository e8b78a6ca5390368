import { flagNames, shortNames } from "./fields.ts";
import type { Column, ReadoutTable } from "./readout-table.ts";

/** A filter that cannot be read. The message says what is wrong with it. */
export class FilterError extends Error {
  override readonly name = "FilterError";
}

type Test = (row: number) => boolean;

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/**
 * Finds the readouts that a filter describes. Terms separated by spaces must all hold; `or` separates alternatives, `not`
 * or `-` negates, parentheses group. A term compares a field with numbers, `slice=2`, `e1=0..15`, `contrast=0,2`,
 * `samples>128`, or asks for a flag by a part of its name, `flag:noise`.
 * @returns indexes of readouts, ascending
 * @throws FilterError
 */
export function filterRows(table: ReadoutTable, text: string): Uint32Array<ArrayBuffer> {
  const test = new FilterParser(table, tokensOf(text)).parse();
  const rows = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row += 1) if (test(row)) rows[count++] = row;
  return rows.subarray(0, count);
}

function tokensOf(text: string): string[] {
  const spaced = text.replace(/\s*(==|!=|<=|>=|=|<|>)\s*/g, "$1").replace(/\s*:\s*/g, ":");
  return spaced.match(/[()]|[^\s()]+/g) ?? [];
}

class FilterParser {
  readonly #table: ReadoutTable;
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(table: ReadoutTable, tokens: readonly string[]) {
    this.#table = table;
    this.#tokens = tokens;
  }

  parse(): Test {
    if (this.#tokens.length === 0) return () => true;
    const test = this.#alternatives();
    if (this.#next < this.#tokens.length) throw new FilterError("there is a ) without a ( before it");
    return test;
  }

  #alternatives(): Test {
    let test = this.#terms();
    while (this.#tokens[this.#next]?.toLowerCase() === "or") {
      this.#next += 1;
      const [one, other] = [test, this.#terms()];
      test = (row) => one(row) || other(row);
    }
    return test;
  }

  #terms(): Test {
    const tests: Test[] = [];
    for (let token = this.#tokens[this.#next]; token !== undefined; token = this.#tokens[this.#next]) {
      if (token === ")" || token.toLowerCase() === "or") break;
      if (token.toLowerCase() === "and") this.#next += 1;
      else tests.push(this.#term());
    }
    const [first] = tests;
    if (first === undefined) throw new FilterError("a term is missing: write one such as slice=2 or flag:noise");
    return tests.length === 1 ? first : (row) => tests.every((test) => test(row));
  }

  #term(): Test {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw new FilterError("a term is missing after not");
    if (token.toLowerCase() === "not" || token === "-" || token === "!") return negated(this.#term());
    if (token === "(") {
      const test = this.#alternatives();
      if (this.#tokens[this.#next++] !== ")") throw new FilterError("a ( is not closed");
      return test;
    }
    if (/^[-!]./.test(token)) return negated(this.#simple(token.slice(1)));
    return this.#simple(token);
  }

  #simple(token: string): Test {
    const flag = /^flags?:(.*)$/i.exec(token)?.[1];
    if (flag !== undefined) return flagTest(this.#table, flag);
    const [, name = "", operator = "", value = ""] = /^([^=<>!]+)(==|!=|<=|>=|=|<|>)(.*)$/.exec(token) ?? [];
    if (operator === "") {
      throw new FilterError(`'${token}' is not a term: write field=number, such as slice=2, or flag:name`);
    }
    const column = columnNamed(this.#table, name);
    const numbers = value.split(",");
    if (operator !== "=" && operator !== "==" && operator !== "!=") return compared(column, operator, number(value));
    const tests = numbers.map((each) => {
      const [first = "", last] = each.split("..");
      if (last === undefined) return compared(column, "=", number(first));
      const [low, high] = [number(first), number(last)];
      return valueTest(column, (x) => x >= low && x <= high);
    });
    const [only] = tests;
    const test = tests.length === 1 ? only! : (row: number) => tests.some((each) => each(row));
    return operator === "!=" ? negated(test) : test;
  }
}

function negated(test: Test): Test {
  return (row) => !test(row);
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new FilterError(`'${text}' is not a number`);
  return value;
}

function compared(column: Column, operator: string, value: number): Test {
  const compare = comparisons[operator]!;
  // A field holds float32, in which 0.1 is another number.
  const own = column instanceof Float32Array ? Math.fround(value) : value;
  return valueTest(column, (x) => compare(x, own));
}

function valueTest(column: Column, holds: (value: number) => boolean): Test {
  if (typeof column !== "number") return (row) => holds(column[row]!);
  const isTrue = holds(column);
  return () => isTrue;
}

/** Names may be short ones, in any case, and without the underscore of `user_0`. */
function columnNamed(table: ReadoutTable, name: string): Column {
  const own = plain(name);
  if (own === "row") return Uint32Array.from({ length: table.rows }, (_, row) => row);
  for (const [field, column] of table.columns) {
    if (plain(field) === own || shortNames[field] === own) return column;
  }
  const likely = [...table.columns.keys()].map((field) => shortNames[field] ?? field);
  const near = likely.filter((each) => plain(each).includes(own) || own.startsWith(plain(each))).slice(0, 5);
  const advice = near.length > 0 ? `did you mean ${near.join(", ")}?` : "there are row, e1, e2, slice, rep, samples, …";
  throw new FilterError(`readouts have no field '${name}': ${advice}`);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}

function flagTest(table: ReadoutTable, name: string): Test {
  const own = plain(name);
  const bit = /^bit(\d+)$/.exec(own)?.[1];
  const exact = flagNames.filter(([each]) => each.toLowerCase() === own);
  const found = exact.length > 0 ? exact : flagNames.filter(([each]) => own !== "" && each.toLowerCase().includes(own));
  const flags =
    bit !== undefined && Number(bit) >= 1 && Number(bit) <= 64 ? [Number(bit)] : found.map(([, flag]) => flag);
  if (flags.length === 0) {
    throw new FilterError(`there is no flag '${name}': try noise, calibration, navigation, reverse, last, … or bit57`);
  }
  const [low, high] = [0, 1].map((word) =>
    flags.filter((flag) => (flag - 1) >> 5 === word).reduce((mask, flag) => mask | (1 << ((flag - 1) & 31)), 0),
  ) as [number, number];
  return (row) => ((table.value("flags_0", row) & low) | (table.value("flags_1", row) & high)) !== 0;
}
