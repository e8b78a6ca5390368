import { identifyingElements } from "./identifying-names.ts";

/** Up to the end of the element's name. */
const ELEMENT = new RegExp(`<(?:[^\\s<>/:]{1,100}:)?(?:${identifyingElements.join("|")})(?![\\w.-])`, "gi");

/** Rest of a start tag, in whose attributes there may be a `>`. */
const REST_OF_TAG = /^(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/;

/** Characters of an element that are examined, and of one that is not closed within these. */
const MOST_EXAMINED = 2 ** 16;
const MOST_EXAMINED_UNCLOSED = 1000;

/** Characters that are examined in total: a typical header has a dozen elements of twenty characters. */
const MOST_IN_TOTAL = 2 ** 24;
const MOST_ELEMENTS = 5000;

/** What to redact from one element: its content as written, and its value in all forms that a parser could return. */
export type ElementValues = readonly string[];

/**
 * The identifying values of a text that may be a header. It is searched without being parsed as XML, because it is
 * broken headers that are quoted; but the values are those that a parser returns, however they are written: with
 * references, CDATA sections, comments, processing instructions or child elements.
 * @returns `undefined` if the text has more of them than can be searched for
 */
export function identifyingValues(text: string): readonly ElementValues[] | undefined {
  const values: ElementValues[] = [];
  let examined = 0;
  for (const { index, 0: start } of text.matchAll(ELEMENT)) {
    if (values.length >= MOST_ELEMENTS || examined > MOST_IN_TOTAL) return undefined;
    const near = text.slice(index + start.length, index + start.length + MOST_EXAMINED);
    const tag = REST_OF_TAG.exec(near.slice(0, MOST_EXAMINED_UNCLOSED))?.[0] ?? near.slice(0, near.indexOf(">") + 1);
    if (tag.endsWith("/>")) continue;
    const content = contentOf(near.slice(tag.length));
    examined += content?.raw.length ?? near.length;
    values.push(content === undefined ? wordsOf(near.slice(0, MOST_EXAMINED_UNCLOSED)) : valuesOf(content));
  }
  return values;
}

interface Content {
  /** As it is written. */
  readonly raw: string;
  /** Pieces of text between markup, and the depth of the element that contains each. */
  readonly pieces: readonly { readonly text: string; readonly depth: number }[];
}

/** Markup without text, by its start and its end. */
const SECTIONS = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;

/** The content of an element, up to its end tag. @returns `undefined` if there is none */
function contentOf(text: string): Content | undefined {
  const pieces: { text: string; depth: number }[] = [];
  for (let at = 0, depth = 0; at < text.length; ) {
    const next = text.indexOf("<", at);
    if (next < 0) return undefined;
    if (next > at) pieces.push({ text: decoded(text.slice(at, next)), depth });
    const section = SECTIONS.find(([start]) => text.startsWith(start, next));
    const end = text.indexOf(section?.[1] ?? ">", next + (section?.[0].length ?? 1));
    if (end < 0) return undefined;
    if (section?.[0] === "<![CDATA[") pieces.push({ text: text.slice(next + section[0].length, end), depth });
    at = end + (section?.[1].length ?? 1);
    if (section !== undefined) continue;
    const tag = text.slice(next, at);
    if (tag.lastIndexOf("<") > 0) return undefined; // not well-formed
    if (tag.startsWith("</")) depth -= 1;
    else if (!tag.endsWith("/>")) depth += 1;
    if (depth < 0) return { raw: text.slice(0, next), pieces };
  }
  return undefined;
}

function valuesOf({ raw, pieces }: Content): ElementValues {
  const texts = pieces.map(({ text }) => text);
  const own = pieces.filter(({ depth }) => depth === 0).map(({ text }) => text);
  return [raw, own.join(""), texts.join(""), texts.join(" "), ...texts].map((text) => text.trim());
}

/** Each word that may belong to an element that is not closed. */
function wordsOf(text: string): ElementValues {
  return decoded(text.replace(/<\/?[\w:]+>/g, " ")).match(/[\p{L}\p{N}]{3,}/gu) ?? [];
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };

/** Replaces references to characters; others are left. */
function decoded(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,8})|#(\d{1,10})|(lt|gt|amp|apos|quot));/gi,
    (reference, hexadecimal: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return named[name.toLowerCase()]!;
      const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
    },
  );
}
