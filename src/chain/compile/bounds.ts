import { type CST, Parser } from "yaml";

/**
 * Limits of a chain's text, which may come from any client. A typical chain has one page and six levels of nesting.
 * Parsing and later processing are recursive, so a text of brackets alone would overflow the stack.
 */
const MOST_CHARACTERS = 2 ** 16;
const MOST_LEVELS = 32;
/** Steps and branches together. A typical chain has ten. */
export const MOST_STEPS = 1000;
/** Steps on one path: a message passes through all of them on one stack, and each adds some frames. */
export const MOST_STEPS_IN_A_ROW = 128;
/** Copies of one message that reach the end of a chain: each `parallel` without a route multiplies them. */
export const MOST_COPIES = 256;
/** Steps of a client's chain that act outside of its session. */
export const MOST_OUTSIDE_STEPS = 8;
/** Keys and items of lists in the text. Some parts of parsing take time with the square of their number. */
const MOST_ITEMS = 10_000;
/** Values of a parameter that a client sets. */
const MOST_PARAMETER_VALUES = 10_000;
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
  return unfitTokens(text);
}

/**
 * Why a parsed value is refused although its text was accepted: aliases may refer to each other, and to their own
 * parents.
 */
export function unfitValue(value: unknown): string | undefined {
  const unfit = sizeIssue(value, MOST_VALUES);
  return unfit && `with its aliases, ${unfit}`;
}

/** Why a parameter's value is refused whatever it is for; `undefined` if it is not. */
export function unfitParameter(value: unknown): string | undefined {
  const unfit = sizeIssue(value, MOST_PARAMETER_VALUES);
  return unfit && `has ${unfit}`;
}

function sizeIssue(value: unknown, mostValues: number): string | undefined {
  const within: (readonly [unknown, number])[] = [[value, 1]];
  let values = 0;
  for (let next = within.pop(); next !== undefined; next = within.pop()) {
    const [current, level] = next;
    values += 1;
    if (level > MOST_LEVELS) return `more than ${MOST_LEVELS} levels of nesting`;
    if (values > mostValues) return `more than ${mostValues} values`;
    if (typeof current !== "object" || current === null) continue;
    for (const inner of Object.values(current)) within.push([inner, level + 1]);
  }
  return undefined;
}

/** Iterates over tokens without composing values from them. */
function unfitTokens(text: string): ReturnType<typeof unfitText> {
  const within: (readonly [CST.Token, number])[] = [];
  let items = 0;
  for (const token of new Parser().parse(text)) {
    within.push([token, 0]); // a document does not count as a level
    for (let next = within.pop(); next !== undefined; next = within.pop()) {
      const [current, level] = next;
      const { offset } = current;
      items += "items" in current ? current.items.length : 0;
      if (level > MOST_LEVELS) return { offset, message: `more than ${MOST_LEVELS} levels of nesting` };
      if (items > MOST_ITEMS) return { offset, message: `more than ${MOST_ITEMS} keys and items of lists` };
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
