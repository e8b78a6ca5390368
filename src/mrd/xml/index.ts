/** Parsing of external XML, for the formats that use it. */
export { parseXml, type XmlElement } from "./xml-document.ts";
export {
  CDATA,
  countTags,
  localName,
  resolveReferences,
  TEXT,
  wellFormednessProblem,
  xmlParser,
} from "./xml-parser.ts";
