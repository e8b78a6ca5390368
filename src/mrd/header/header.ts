import { parseXml } from "../xml/xml-document.ts";
import {
  type DocumentSchema,
  type Formattable,
  formatDocument,
  type Parsed,
  problemIn,
  readDocument,
} from "../xml/xml-schema.ts";
import { headerMembers } from "./header-schema.ts";
import { type HeaderRemark, mendGeometry } from "./mended-geometry.ts";

const schema: DocumentSchema<typeof headerMembers> = {
  root: "ismrmrdHeader",
  namespace: "http://www.ismrm.org/ISMRMRD",
  title: "MRD header",
  code: "malformed-header",
  members: headerMembers,
};

/** The XML header of a measurement. Absent optional elements are `undefined`, repeated ones are arrays. */
export type MrdHeader = Parsed<typeof headerMembers> & {
  /** What was assumed or left out when the header was read, if anything. */
  readonly remarks?: readonly HeaderRemark[] | undefined;
};

/** Input of `formatHeader`: a header in which arrays and defaults may be omitted, too. */
export type MrdHeaderInput = Formattable<typeof headerMembers>;

/** One encoded k-space, which a readout selects by its `encodingSpaceRef`. */
export type Encoding = MrdHeader["encoding"][number];
/** Matrix and field of view of the encoded or reconstructed space. */
export type EncodingSpace = Encoding["encodedSpace"];
/** Ranges of the loop counters. */
export type EncodingLimits = Encoding["encodingLimits"];
/** Range of one loop counter, and its value at the centre of k-space. */
export type Limit = NonNullable<EncodingLimits["kspaceEncodingStep1"]>;

/**
 * Parses the XML header, with any namespace or prefix. White space of texts is preserved. What reconSpace lacks is taken
 * from encodedSpace, and an encoding without geometry has size 0 if there are others; `remarks` lists both.
 * @throws MrdError `malformed-header` if it is not well-formed, not an `ismrmrdHeader`, lacks the geometry of all
 * encodings, or has a value of the wrong type; the message gives the path, `encoding[1].encodedSpace.matrixSize.x`
 */
export function parseHeader(xml: string): MrdHeader {
  const { encoding } = headerMembers;
  const { root, remarks } = mendGeometry(parseXml(xml, schema), (element, index) =>
    problemIn(encoding.content, element, schema, `encoding[${index}]`),
  );
  const header = readDocument(schema, root);
  return remarks.length === 0 ? header : { ...header, remarks };
}

/** Why an encoding of a header has no usable geometry; `undefined` if it has, or does not exist. */
export function unusableEncoding(header: MrdHeader, index: number): string | undefined {
  const remark = header.remarks?.find(({ encoding, unusable }) => encoding === index && unusable);
  if (remark !== undefined) return remark.problem;
  const { x = 1, y = 1, z = 1 } = header.encoding[index]?.encodedSpace.matrixSize ?? {};
  return x === 0 && y === 0 ? `its encoded matrix is ${x} × ${y} × ${z}` : undefined;
}

/**
 * Parses the XML header. A text that is not XML at all, such as FIRE's `Dummy XML header`, counts as no header.
 * @throws MrdError `malformed-header` as {@link parseHeader}
 */
export function parseHeaderIfXml(text: string): MrdHeader | undefined {
  return text.trimStart().startsWith("<") ? parseHeader(text) : undefined;
}

/**
 * Formats the XML header in the order and namespace of `ismrmrd.xsd`. It is valid if it has what that schema requires:
 * a resonance frequency, an encoding, and its trajectory. ISMRMRD's C++ library refuses a `version` other than its own,
 * so omit it in a new header.
 * @throws MrdError `malformed-header` for a value that its element cannot hold, such as NaN
 */
export function formatHeader(header: MrdHeaderInput): string {
  return formatDocument(schema, header);
}

/** The value of the first user parameter of this name in the header, or `undefined`. */
export function userParameter(header: MrdHeader, name: string): number | string | undefined {
  const { userParameters } = header;
  if (userParameters === undefined) return undefined;
  const { userParameterLong, userParameterDouble, userParameterString, userParameterBase64 } = userParameters;
  const all = [...userParameterLong, ...userParameterDouble, ...userParameterString, ...userParameterBase64];
  return all.find((parameter) => parameter.name === name)?.value;
}
