import {
  type DocumentSchema,
  type Formattable,
  formatDocument,
  type Parsed,
  parseDocument,
} from "../xml/xml-schema.ts";
import { headerMembers } from "./header-schema.ts";

const schema: DocumentSchema<typeof headerMembers> = {
  root: "ismrmrdHeader",
  namespace: "http://www.ismrm.org/ISMRMRD",
  title: "MRD header",
  code: "malformed-header",
  members: headerMembers,
};

/** The XML header of a measurement. Optional elements that are absent are `undefined`, repeating ones are arrays. */
export type MrdHeader = Parsed<typeof headerMembers>;

/** What `formatHeader` takes: a header in which arrays and defaults may be left out as well. */
export type MrdHeaderInput = Formattable<typeof headerMembers>;

/** One acquired k-space; a readout picks it by its `encodingSpaceRef`. */
export type Encoding = MrdHeader["encoding"][number];
/** Matrix and field of view of what was acquired, or of what is to be seen. */
export type EncodingSpace = Encoding["encodedSpace"];
/** Ranges of the loop counters. */
export type EncodingLimits = Encoding["encodingLimits"];
/** Range of one loop counter, and its value at the centre of k-space. */
export type Limit = NonNullable<EncodingLimits["kspaceEncodingStep1"]>;
/**
 * Reads the XML header, whatever its namespace or prefix. Texts are kept to the last blank.
 * @throws MrdError `malformed-header` if it is not well-formed, not an `ismrmrdHeader`, lacks the geometry of an
 * encoding, or has a value of the wrong kind; the message gives the path, `encoding[1].encodedSpace.matrixSize.x`
 */
export function parseHeader(xml: string): MrdHeader {
  return parseDocument(schema, xml);
}

/**
 * Reads the XML header, or what stands in its place: a text that is no XML at all, such as FIRE's `Dummy XML header`, is none.
 * @throws MrdError `malformed-header` as {@link parseHeader}
 */
export function parseHeaderIfXml(text: string): MrdHeader | undefined {
  return text.trimStart().startsWith("<") ? parseHeader(text) : undefined;
}

/**
 * Writes the XML header in the order and namespace of `ismrmrd.xsd`. It is valid if what that schema requires is there:
 * a resonance frequency, an encoding, its trajectory. ISMRMRD's C++ library refuses a `version` that is not its own, so
 * leave that out of a new header.
 * @throws MrdError `malformed-header` for a value that its element can't hold, such as NaN
 */
export function formatHeader(header: MrdHeaderInput): string {
  return formatDocument(schema, header);
}

/** The value of the header's first user parameter of a name, or `undefined`. */
export function userParameter(header: MrdHeader, name: string): number | string | undefined {
  const { userParameters } = header;
  if (userParameters === undefined) return undefined;
  const { userParameterLong, userParameterDouble, userParameterString, userParameterBase64 } = userParameters;
  const all = [...userParameterLong, ...userParameterDouble, ...userParameterString, ...userParameterBase64];
  return all.find((parameter) => parameter.name === name)?.value;
}
