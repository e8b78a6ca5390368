import { XMLParser } from "fast-xml-parser";
import { ChainError, type Problem } from "../chain/text/index.ts";
import { CDATA, localName, resolveReferences, TEXT, wellFormednessProblem, xmlParser } from "../mrd/xml/index.ts";

/** Counted from 1. */
export type TextPlace = Pick<Problem, "line" | "column">;

/** An element under its local name, and its position. */
export interface XmlNode extends TextPlace {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of its children and without leading and trailing spaces. */
  readonly text: string;
  readonly children: readonly XmlNode[];
}

const ATTRIBUTES = ":@";
const metaData = XMLParser.getMetaDataSymbol() as unknown as "metaData";

/**
 * A node as returned by the parser: one key, which is the element's name, `#text` or `#cdata`, and possibly attributes.
 */
type ParsedNode = Readonly<Record<string, string | ParsedNode[] | Readonly<Record<string, string>>>> & {
  readonly metaData?: { readonly startIndex: number };
};

const parser = xmlParser({ ignoreAttributes: false, attributeNamePrefix: "", captureMetaData: true });

/**
 * Parses a document that declares no entities.
 * @param file the name of the text in messages
 * @returns its root
 * @throws ChainError if the text is not well-formed, nested too deeply, or has a DOCTYPE
 */
export function parseGadgetronXml(text: string, file: string): XmlNode {
  const refuse = (message: string, place: TextPlace = { line: 1, column: 1 }) =>
    new ChainError([{ file, ...place, message }]);
  const problem = wellFormednessProblem(text);
  if (problem !== undefined)
    throw refuse(`this is not well-formed XML: ${problem.message}`, { line: problem.line, column: problem.column });
  const doctype = text.indexOf("<!DOCTYPE");
  if (doctype >= 0) throw refuse("a DOCTYPE is not accepted", placeOf(text, doctype));
  try {
    // A well-formed document has exactly one root.
    return elementsOf(parser.parse(text) as ParsedNode[], text)[0]!;
  } catch (error) {
    throw refuse(`this XML is not acceptable: ${(error as Error).message.slice(0, 200)}`);
  }
}

function elementsOf(nodes: readonly ParsedNode[], text: string): XmlNode[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT && key !== CDATA);
    if (name === undefined) return [];
    const content = node[name] as ParsedNode[];
    return {
      name: localName(name),
      attributes: Object.fromEntries(
        Object.entries((node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>).map(([key, value]) => [
          key,
          resolveReferences(value),
        ]),
      ),
      text: content.map(textOf).join(""),
      children: elementsOf(content, text),
      ...placeOf(text, node[metaData]?.startIndex ?? 0),
    };
  });
}

/** The text that a node adds to its element. */
function textOf(node: ParsedNode): string {
  const text = node[TEXT];
  if (typeof text === "string") return resolveReferences(text);
  const cdata = node[CDATA] as readonly ParsedNode[] | undefined;
  return (
    cdata
      ?.map((inner) => inner[TEXT] as string)
      .join("")
      .trim() ?? ""
  );
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
