import { MrdError, type MrdErrorCode } from "../errors.ts";
import {
  CDATA,
  countTags,
  localName,
  resolveReferences,
  TEXT,
  wellFormednessProblem,
  xmlParser,
} from "./xml-parser.ts";

/** An element under its local name, without prefixes, attributes and comments. */
export interface XmlElement {
  readonly name: string;
  /** Its own text including white space, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Properties of a document type, and the error for a document without them. */
export interface XmlDocumentType {
  /** Local name of the root element. */
  readonly root: string;
  /** Namespace written; when reading, any or none is accepted. */
  readonly namespace?: string;
  /** Name of the document in messages. */
  readonly title: string;
  readonly code: MrdErrorCode;
}

/** A node as returned by the parser: one key, which is the element's name, `#text` or `#cdata`. */
type ParsedNode = Readonly<Record<string, string | ParsedNode[]>>;

/**
 * Each tag costs some hundred bytes and microseconds. A header has hundreds of tags, with a long diffusion scheme tens
 * of thousands.
 */
const MOST_TAGS = 200_000;

const parser = xmlParser({ ignoreAttributes: true, trimValues: false });

/**
 * Parses a document with a known root.
 * @throws MrdError with the type's code if the text is empty, not well-formed, nested too deeply, has too many elements
 * or another root
 */
export function parseXml(text: string, { root, title, code }: XmlDocumentType): XmlElement {
  const refuse = (problem: string, options?: ErrorOptions) => new MrdError(code, `${title} ${problem}`, options);
  if (text.trim() === "") throw refuse("is empty");
  const tags = countTags(text);
  if (tags > MOST_TAGS) throw refuse(`has ${tags} tags; at most ${MOST_TAGS} are accepted`);
  const problem = wellFormednessProblem(text);
  if (problem !== undefined) {
    const { message, line, column } = problem;
    throw refuse(`is not well-formed XML (line ${line}, column ${column}): ${message}`);
  }
  const notAcceptable = (why: string, options?: ErrorOptions) => refuse(`is not acceptable XML: ${why}`, options);
  let nodes: ParsedNode[];
  try {
    nodes = parser.parse(text) as ParsedNode[];
  } catch (cause) {
    throw notAcceptable((cause as Error).message.slice(0, 200), { cause });
  }
  const [element, ...others] = toElement("", nodes, notAcceptable).children;
  if (element === undefined || others.length > 0) throw refuse("is not well-formed XML: it needs exactly one root");
  if (element.name !== root) throw refuse(`has the root element <${element.name.slice(0, 80)}>; expected <${root}>`);
  return element;
}

function toElement(name: string, nodes: readonly ParsedNode[], notAcceptable: (why: string) => MrdError): XmlElement {
  let text = "";
  const children: XmlElement[] = [];
  for (const [key, content] of nodes.flatMap((node) => Object.entries(node))) {
    if (typeof content === "string") text += resolveReferences(content, notAcceptable);
    else if (key === CDATA) text += content.map((node) => node[TEXT]).join("");
    else children.push(toElement(localName(key), content, notAcceptable));
  }
  return { name, text, children };
}

/** Formats a document. The texts must satisfy `isXmlText`; an element with children has no text of its own. */
export function formatXml(element: XmlElement, { namespace }: XmlDocumentType): string {
  const attribute = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${formatElement(element, "", attribute)}`;
}

function formatElement({ name, text, children }: XmlElement, indent: string, attribute = ""): string {
  const start = `${indent}<${name}${attribute}>`;
  if (children.length === 0) return `${start}${escapeText(text)}</${name}>\n`;
  const inner = children.map((child) => formatElement(child, `${indent}  `)).join("");
  return `${start}\n${inner}${indent}</${name}>\n`;
}

/** Parsers turn a plain carriage return into a line feed, so it is written as a reference, too. */
const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => escapes[character]!);
}
