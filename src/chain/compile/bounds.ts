import { type CST, Parser } from "yaml";

/**
 * Limits of a chain's text, which may come from any client. A typical chain has one page and six levels of nesting.
 * Parsing and later processing are recursive, so a text of brackets alone would overflow the stack.
 */
const MOST_CHARACTERS = 2 ** 16;
const MOST_LEVELS = 32;
/** Limit for the parsed value. Each alias counts with everything it refers to. */
const MOST_VALUES = 100_000;

/** Why a text must not be parsed, and where; `undefined` if it may be. */
export function unfitText(text: string): { readonly offset: number; readonly message: string } | undefined {
  if (text.length > MOST_CHARACTERS) {
    return {
      offset: 0,
      message: `a chain's text has at most ${MOST_CHARACTERS} characters; this one has ${text.length}`,
    };
  }
  const offset = tooDeepAt(text);
  return offset === undefined ? undefined : { offset, message: `more than ${MOST_LEVELS} levels of nesting` };
}

/**
 * Why a parsed value is refused although its text was accepted: aliases may refer to each other, and to their own
 * parents.
 */
export function unfitValue(value: unknown): string | undefined {
  const within: (readonly [unknown, number])[] = [[value, 1]];
  let values = 0;
  for (let next = within.pop(); next !== undefined; next = within.pop()) {
    const [current, level] = next;
    values += 1;
    if (level > MOST_LEVELS) return `with its aliases, more than ${MOST_LEVELS} levels of nesting`;
    if (values > MOST_VALUES) return `with its aliases, more than ${MOST_VALUES} values`;
    if (typeof current !== "object" || current === null) continue;
    for (const inner of Object.values(current)) within.push([inner, level + 1]);
  }
  return undefined;
}

/** Iterates over tokens without composing values from them. */
function tooDeepAt(text: string): number | undefined {
  const within: (readonly [CST.Token, number])[] = [];
  for (const token of new Parser().parse(text)) {
    within.push([token, 0]); // a document does not count as a level
    for (let next = within.pop(); next !== undefined; next = within.pop()) {
      const [current, level] = next;
      if (level > MOST_LEVELS) return current.offset;
      for (const inner of contents(current)) within.push([inner, level + 1]);
    }
  }
  return undefined;
}

function* contents(token: CST.Token): Generator<CST.Token> {
  if (token.type === "document" && token.value !== undefined) yield token.value;
  if (!("items" in token)) return;
  for (const { key, value } of token.items) {
    if (key) yield key;
    if (value) yield value;
  }
}
