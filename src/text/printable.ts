/**
 * Characters that move a terminal's cursor, change its colours or reverse the text direction: control characters except
 * tab and line feed, Unicode line separators, and directional marks.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * External text made safe to print: characters with an effect on a terminal are escaped, such as `\u001b`. Line feeds
 * and tabs are kept.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd").replace(UNPRINTABLE, escaped);
}

/** The same for a text that is quoted within a line, such as a name: line feeds and tabs are escaped, too. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, escaped);
}

/**
 * The same for a line of JSON, in which most of them are escaped already, so that they stay escaped when it is parsed.
 */
export function printableJson(json: string): string {
  return json
    .replace(/\\(u00[01][\da-f]|[bfr\\])/gi, (match, what: string) => (what === "\\" ? match : `\\${match}`))
    .replace(UNPRINTABLE, (character) => (character === "\r" ? character : `\\${escaped(character)}`));
}

function escaped(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;
}
