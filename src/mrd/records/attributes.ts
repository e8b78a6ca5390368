import { text } from "../xml/xml-scalar.ts";
import {
  type DocumentSchema,
  formatDocument,
  type Group,
  parseDocument,
  repeated,
  required,
} from "../xml/xml-schema.ts";

const members = {
  meta: repeated({ name: required(text), value: repeated(text) }),
} as const satisfies Group;

const schema: DocumentSchema<typeof members> = {
  root: "ismrmrdMeta",
  title: "image attributes",
  code: "malformed-attributes",
  members,
};

/** Attributes of an image, in order. Each has a list of values, which are always texts in MRD. */
export type Attributes = ReadonlyMap<string, readonly string[]>;

/** Types from which an attribute can be written. */
export type AttributeValue = string | number | readonly (string | number)[];

/** Input of `formatAttributes`: parsed attributes, a map, or a plain object. */
export type AttributesInput = ReadonlyMap<string, AttributeValue> | Readonly<Record<string, AttributeValue>>;

/**
 * Parses the attributes of an image. A repeated name adds to its values, as in ISMRMRD. An empty text has no
 * attributes.
 * @throws MrdError `malformed-attributes` if the text is not an `ismrmrdMeta` document
 */
export function parseAttributes(xml: string): Attributes {
  const attributes = new Map<string, string[]>();
  if (xml.trim() === "") return attributes;
  for (const { name, value } of parseDocument(schema, xml).meta) {
    const values = attributes.get(name);
    if (values === undefined) attributes.set(name, [...value]);
    else values.push(...value);
  }
  return attributes;
}

/**
 * Formats the attributes of an image. An attribute without values is omitted, because ISMRMRD refuses to read it.
 * @throws MrdError `malformed-attributes` for a text with characters that XML cannot represent
 */
export function formatAttributes(attributes: AttributesInput): string {
  const entries = isMap(attributes) ? [...attributes] : Object.entries(attributes);
  const meta = entries
    .map(([name, value]) => ({ name, value: [value].flat().map(String) }))
    .filter(({ value }) => value.length > 0);
  return formatDocument(schema, { meta });
}

function isMap(attributes: AttributesInput): attributes is ReadonlyMap<string, AttributeValue> {
  return attributes instanceof Map;
}
