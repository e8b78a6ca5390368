import { XMLParser } from "fast-xml-parser";
import { ChainError, type Problem } from "../chain/text/index.ts";
import {
  CDATA,
  countTags,
  localName,
  resolveReferences,
  TEXT,
  wellFormednessProblem,
  xmlParser,
} from "../mrd/xml/index.ts";
import { counted } from "../text/index.ts";

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

/**
 * Limits of a text, which may come from any client. Gadgetron's own chains have at most 10,000 characters and 700 tags.
 */
const MOST_CHARACTERS = 2 ** 18;
const MOST_TAGS = 10_000;

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
 * @throws ChainError if the text is not well-formed, too long, nested too deeply, or has a DOCTYPE
 */
export function parseGadgetronXml(text: string, file: string): XmlNode {
  const refuse = (message: string, place: TextPlace = { line: 1, column: 1 }) =>
    new ChainError([{ file, ...place, message }]);
  if (text.length > MOST_CHARACTERS)
    throw refuse(`a chain in XML has at most ${counted(MOST_CHARACTERS, "character")}; this one has ${text.length}`);
  const tags = countTags(text);
  if (tags > MOST_TAGS) throw refuse(`a chain in XML has at most ${MOST_TAGS} tags; this one has ${tags}`);
  const problem = wellFormednessProblem(text);
  if (problem !== undefined)
    throw refuse(`this is not well-formed XML: ${problem.message}`, { line: problem.line, column: problem.column });
  const doctype = text.indexOf("<!DOCTYPE");
  const lines = new LineStarts(text);
  if (doctype >= 0) throw refuse("a DOCTYPE is not accepted", lines.placeOf(doctype));
  try {
    // A well-formed document has exactly one root.
    return elementsOf(parser.parse(text) as ParsedNode[], lines)[0]!;
  } catch (error) {
    throw refuse(`this XML is not acceptable: ${(error as Error).message.slice(0, 200)}`);
  }
}

function elementsOf(nodes: readonly ParsedNode[], lines: LineStarts): XmlNode[] {
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
      children: elementsOf(content, lines),
      ...lines.placeOf(node[metaData]?.startIndex ?? 0),
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

/** Finds lines by offset, for elements in the order of the text or not. */
class LineStarts {
  readonly #starts = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  placeOf(offset: number): TextPlace {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}
