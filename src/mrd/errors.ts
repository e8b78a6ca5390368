import { defineErrors } from "../errors/index.ts";

/** Bytes or text that are not MRD. The message says what is wrong and where. */
export class MrdError extends defineErrors("mrd", {
  "unknown-message": {
    meaning: "A message has an ID that MRD does not define: the stream is not MRD, or out of step.",
    remedy: "Check that the message before it has the length that its header announces.",
  },
  "deprecated-message": {
    meaning: "A message has a deprecated type, or one that is private to Gadgetron.",
    remedy: "Send the type that replaced it.",
  },
  "message-too-large": {
    meaning: "The announced length of a message exceeds the limit.",
    remedy: "If the length is correct, raise the server's --max-message or --max-text.",
  },
  truncated: {
    meaning: "The stream ended within a message.",
    remedy: "Find out why the other side or the network closed the connection early.",
  },
  "malformed-message": {
    meaning: "A message contradicts itself, or has too many channels or dimensions.",
    remedy: "Correct the program that produces it: the error message names the field.",
  },
  "unknown-compression": {
    meaning: "A readout uses an unsupported compression, such as ZFP.",
    remedy: "Send it uncompressed, or with NHLBI's compression (flag ACQ_COMPRESSION2).",
  },
  "malformed-header": {
    meaning: "The XML header does not conform to ismrmrd.xsd.",
    remedy: "Correct the element that the message names; `xmllint --schema` finds such errors.",
  },
  "malformed-attributes": {
    meaning: "The attributes of an image are not valid MRD XML.",
    remedy: "Correct the program that produces the image.",
  },
}) {}

/** The problem with MRD bytes or text. */
export type MrdErrorCode = MrdError["code"];
