/** XML described once as a table, from which parsing, formatting and the static types are derived. */

import { MrdError } from "../errors.ts";
import { formatXml, parseXml, type XmlDocumentType, type XmlElement } from "./xml-document.ts";
import type { Scalar } from "./xml-scalar.ts";

/** Children of an element, in the order in which they are written. */
export interface Group {
  readonly [property: string]: ElementMember;
}

export type Content = Scalar<unknown> | Group;

type Occurrence = "required" | "optional" | "defaulted" | "repeated";

export interface ElementMember<C extends Content = Content, O extends Occurrence = Occurrence> {
  readonly content: C;
  readonly occurs: O;
  /** Name in the XML, if it differs from the property's. */
  readonly element: string | undefined;
  /** Value of a default member that is absent. */
  readonly fallback?: unknown;
}

/** A member without which its group is meaningless. */
export function required<C extends Content>(content: C, element?: string): ElementMember<C, "required"> {
  return { content, occurs: "required", element };
}

/** A member that is `undefined` if absent. */
export function optional<C extends Content>(content: C, element?: string): ElementMember<C, "optional"> {
  return { content, occurs: "optional", element };
}

/** A member that has the value `fallback` if absent. */
export function defaulted<C extends Content>(
  content: C,
  fallback: NoInfer<Formattable<C>>,
  element?: string,
): ElementMember<C, "defaulted"> {
  return { content, occurs: "defaulted", element, fallback };
}

/** A member that occurs any number of times: an array, empty if absent. */
export function repeated<C extends Content>(content: C, element?: string): ElementMember<C, "repeated"> {
  return { content, occurs: "repeated", element };
}

type Flat<T> = { [K in keyof T]: T[K] } & {};
type PropertiesOf<G extends Group, O extends Occurrence> = {
  [K in keyof G]: G[K]["occurs"] extends O ? K : never;
}[keyof G];
type OneOrMany<M extends ElementMember, V> = M["occurs"] extends "repeated" ? readonly V[] : V;

/** Type of a parsed document: all members except optional ones are present. */
export type Parsed<C> =
  C extends Scalar<infer T>
    ? T
    : C extends Group
      ? Flat<
          {
            readonly [K in PropertiesOf<C, "required" | "defaulted" | "repeated">]: OneOrMany<
              C[K],
              Parsed<C[K]["content"]>
            >;
          } & { readonly [K in PropertiesOf<C, "optional">]?: Parsed<C[K]["content"]> | undefined }
        >
      : never;

/** Type of a document to be formatted: only required members must be present. Every parsed value is one. */
export type Formattable<C> =
  C extends Scalar<infer T>
    ? T
    : C extends Group
      ? Flat<
          { readonly [K in PropertiesOf<C, "required">]: Formattable<C[K]["content"]> } & {
            readonly [K in PropertiesOf<C, "optional" | "defaulted" | "repeated">]?:
              | OneOrMany<C[K], Formattable<C[K]["content"]>>
              | undefined;
          }
        >
      : never;

/** A document type, and the members of its root. */
export interface DocumentSchema<G extends Group> extends XmlDocumentType {
  readonly members: G;
}

/**
 * Parses a document. Elements are matched by local name, in any order, and unknown ones are ignored. If an element that
 * should occur once is repeated, the first counts. An empty number or enumeration counts as absent unless it is
 * required or repeated.
 * @throws MrdError with the schema's code, naming the element by its path
 */
export function parseDocument<G extends Group>(schema: DocumentSchema<G>, text: string): Parsed<G> {
  return readDocument(schema, parseXml(text, schema));
}

/** Reads a document that has been parsed. @throws MrdError as {@link parseDocument} */
export function readDocument<G extends Group>(schema: DocumentSchema<G>, root: XmlElement): Parsed<G> {
  return readGroup(schema.members, root, new Place(schema)) as Parsed<G>;
}

/**
 * Why an element cannot be read, or `undefined` if it can.
 * @param path of the element in its document
 */
export function problemIn(members: Group, element: XmlElement, document: XmlDocumentType, path: string) {
  try {
    readGroup(members, element, new Place(document, path));
    return undefined;
  } catch (error) {
    if (error instanceof MrdError) return error.message;
    throw error;
  }
}

/**
 * Formats a document in the schema's order.
 * @throws MrdError with the schema's code for a value that its element cannot hold
 */
export function formatDocument<G extends Group>(schema: DocumentSchema<G>, value: Formattable<G>): string {
  const children = writeGroup(schema.members, value as Values, new Place(schema));
  return formatXml({ name: schema.root, text: "", children }, schema);
}

type Values = Readonly<Record<string, unknown>>;

/** Position in the document while reading or writing, for messages. */
class Place {
  constructor(
    readonly document: XmlDocumentType,
    readonly path = "",
  ) {}

  child(name: string): Place {
    return new Place(this.document, this.path === "" ? name : `${this.path}.${name}`);
  }

  item(index: number): Place {
    return new Place(this.document, `${this.path}[${index}]`);
  }

  error(problem: string): MrdError {
    return new MrdError(this.document.code, `${this.document.title}: ${this.path}${problem}`);
  }

  mismatch(value: unknown, { expected }: Scalar<unknown>): MrdError {
    const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
    return this.error(`: ${shown} is not ${expected}`);
  }
}

/** Whether the content of an element is a value, and not further elements. */
export function isScalar(content: Content): content is Scalar<unknown> {
  return typeof content.read === "function";
}

function readGroup(group: Group, { children }: XmlElement, place: Place): Values {
  const values: Record<string, unknown> = {};
  for (const [property, { content, occurs, element, fallback }] of Object.entries(group)) {
    const name = element ?? property;
    const found = children.filter((child) => child.name === name);
    const here = place.child(name);
    if (occurs === "repeated") {
      values[property] = found.map((child, i) => readContent(content, child, here.item(i)));
    } else if (found[0] !== undefined && (occurs === "required" || !isBlank(content, found[0]))) {
      values[property] = readContent(content, found[0], here);
    } else if (occurs === "required") {
      throw here.error(" is missing");
    } else if (occurs === "defaulted") {
      values[property] = isScalar(content) ? fallback : readGroup(content, nothing, here);
    }
  }
  return values;
}

const nothing: XmlElement = { name: "", text: "", children: [] };

/** Whether an element is empty although its type has no empty value. */
function isBlank(content: Content, { text }: XmlElement): boolean {
  return isScalar(content) && text.trim() === "" && content.read("") === undefined;
}

function readContent(content: Content, element: XmlElement, place: Place): unknown {
  if (!isScalar(content)) return readGroup(content, element, place);
  const value = content.read(element.text);
  if (value === undefined) throw place.mismatch(element.text, content);
  return value;
}

function writeGroup(group: Group, values: Values, place: Place): XmlElement[] {
  return Object.entries(group).flatMap(([property, { content, occurs, element, fallback }]) => {
    const name = element ?? property;
    const here = place.child(name);
    const value = values[property] ?? fallback;
    if (occurs === "repeated") {
      const items = (value ?? []) as readonly unknown[];
      return items.map((item, i) => writeContent(name, content, item, here.item(i)));
    }
    if (value !== undefined) return [writeContent(name, content, value, here)];
    if (occurs === "required") throw here.error(" is missing");
    return [];
  });
}

function writeContent(name: string, content: Content, value: unknown, place: Place): XmlElement {
  if (!isScalar(content)) return { name, text: "", children: writeGroup(content, value as Values, place) };
  const text = content.write(value);
  if (text === undefined) throw place.mismatch(value, content);
  return { name, text, children: [] };
}
