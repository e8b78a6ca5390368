/**
 * What moves a terminal's cursor, colours it, or turns text round: control characters but tab and line feed, line separators of
 * Unicode, and marks of direction.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text with what others wrote in it, as it can be shown: characters that would do something are written out, such as `\u001b`.
 * Line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd").replace(UNPRINTABLE, escaped);
}

/** The same for a line of JSON, in which most of them are written out already, so that they stay so once it is read. */
export function printableJson(json: string): string {
  return json
    .replace(/\\(u00[01][\da-f]|[bfr\\])/gi, (match, what: string) => (what === "\\" ? match : `\\${match}`))
    .replace(UNPRINTABLE, (character) => (character === "\r" ? character : `\\${escaped(character)}`));
}

function escaped(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;
}
