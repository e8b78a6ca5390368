import { XMLParser, XMLValidator } from "fast-xml-parser";
import { ChainError, type Problem } from "../chain/index.ts";

/** Counted from 1. */
export type Place = Pick<Problem, "line" | "column">;

/** An element under its local name, and where it begins. */
export interface XmlElement extends Place {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of its children and the blanks around it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const [TEXT, ATTRIBUTES] = ["#text", ":@"];
const metaData = XMLParser.getMetaDataSymbol() as unknown as "metaData";

/** What the parser makes of a node: one key, which is the element's name or `#text`, and perhaps attributes. */
type ParsedNode = Readonly<Record<string, string | ParsedNode[] | Readonly<Record<string, string>>>> & {
  readonly metaData?: { readonly startIndex: number };
};

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
  textNodeName: TEXT!,
  maxNestedTags: 32,
  jPath: false,
});

/**
 * Reads a document that needs no entities of its own.
 * @param file how messages call the text
 * @returns its root
 * @throws ChainError if the text is not well-formed, nested too deeply, or has a DOCTYPE
 */
export function parseXml(text: string, file: string): XmlElement {
  const refuse = (message: string, place: Place = { line: 1, column: 1 }) =>
    new ChainError([{ file, ...place, message }]);
  const wellFormed = XMLValidator.validate(text);
  if (wellFormed !== true) {
    const { msg, line, col } = wellFormed.err;
    throw refuse(`this is not well-formed XML: ${msg.slice(0, 200)}`, { line, column: col ?? 1 });
  }
  const doctype = text.indexOf("<!DOCTYPE");
  if (doctype >= 0) throw refuse("a DOCTYPE is not accepted", placeOf(text, doctype));
  try {
    // What is well-formed has one root.
    return elementsOf(parser.parse(text) as ParsedNode[], text)[0]!;
  } catch (error) {
    throw refuse(`this XML is not acceptable: ${(error as Error).message.slice(0, 200)}`);
  }
}

function elementsOf(nodes: readonly ParsedNode[], text: string): XmlElement[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT);
    if (name === undefined) return [];
    const content = node[name] as ParsedNode[];
    return {
      name: name.slice(name.lastIndexOf(":") + 1),
      attributes: (node[ATTRIBUTES!] ?? {}) as Readonly<Record<string, string>>,
      text: content.map((inner) => inner[TEXT!] ?? "").join(""),
      children: elementsOf(content, text),
      ...placeOf(text, node[metaData]?.startIndex ?? 0),
    };
  });
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
