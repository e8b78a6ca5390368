import { type CST, Parser } from "yaml";

/**
 * What a chain's text may be: it may come from anyone. A chain takes a page and six levels. To compose a text recurses, and so
 * does what works on its value: one of brackets alone would take the program's stack, and the program with it.
 */
const MOST_CHARACTERS = 2 ** 16;
const MOST_LEVELS = 32;
/** Of the value, where aliases count for all that they refer to. */
const MOST_VALUES = 100_000;

/** What makes a text unfit to be read at all, and where. */
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

/** What makes a value unfit, though its text is not: aliases may refer to each other, and to what they stand in. */
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

/** Tokens are looked at one by one, and nothing is composed of them. */
function tooDeepAt(text: string): number | undefined {
  const within: (readonly [CST.Token, number])[] = [];
  for (const token of new Parser().parse(text)) {
    within.push([token, 0]); // a document is no level
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
