import { type X2jOptions, XMLParser, XMLValidator } from "fast-xml-parser";

/** Keys of the parser for the text and the CDATA sections of an element. */
export const TEXT = "#text";
export const CDATA = "#cdata";

/**
 * A parser for external documents: entities are never expanded, whatever a DOCTYPE declares, and nesting is limited.
 */
export function xmlParser(options: Partial<X2jOptions>): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    textNodeName: TEXT,
    cdataPropName: CDATA,
    maxNestedTags: 32,
    jPath: false,
    ...options,
  });
}

/** Start and end tags, counted before they are parsed. */
export function countTags(text: string): number {
  let tags = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) tags += 1;
  return tags;
}

export interface XmlProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The first reason why a text is not well-formed XML; `undefined` if it is. */
export function wellFormednessProblem(text: string): XmlProblem | undefined {
  const result = XMLValidator.validate(text);
  if (result === true) return undefined;
  const { msg, line, col } = result.err;
  return { message: msg.slice(0, 200), line, column: col ?? 1 };
}

/** A name without its namespace prefix. */
export function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

const namedEntities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["apos", "'"],
  ["quot", '"'],
]);

/**
 * Replaces character references and the five predefined entities.
 * @param refuse creates the error that is thrown for any other reference
 */
export function resolveReferences(
  text: string,
  refuse: (problem: string) => Error = (problem) => new RangeError(problem),
): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([^;]*));/gi, (reference, hexadecimal, decimal, name) => {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : namedEntities.get(name);
    if (character !== undefined && isXmlText(character)) return character;
    throw refuse(`${reference.slice(0, 80)} does not refer to a character`);
  });
}

/** Whether XML 1.0 can represent a text: most control characters and unpaired surrogates have no representation. */
export function isXmlText(text: string): boolean {
  return /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(text);
}
