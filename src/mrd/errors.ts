import { defineErrors } from "../errors/index.ts";

/** Bytes or text that are not MRD. The message says what is wrong and where. */
export class MrdError extends defineErrors("mrd", {
  "unknown-message": {
    meaning: "A message has an ID that MRD does not define: the stream is not MRD, or out of step.",
    remedy: "Check whether the message before it has the length that its header says.",
  },
  "deprecated-message": {
    meaning: "A message is of a kind that MRD no longer has, or that is private to Gadgetron.",
    remedy: "Send the kind that replaced it.",
  },
  "message-too-large": {
    meaning: "A message is announced with a length above the limit.",
    remedy: "Raise the server's --max-message or --max-text, if the length is correct.",
  },
  truncated: {
    meaning: "The stream ended within a message.",
    remedy: "Find out why the other side, or the network, ended early.",
  },
  "malformed-message": {
    meaning: "A message contradicts itself, or has more channels or dimensions than are accepted.",
    remedy: "Correct the program that makes it: the message names the field.",
  },
  "unknown-compression": {
    meaning: "A readout is compressed in a way that is not supported, such as ZFP.",
    remedy: "Send it uncompressed, or with NHLBI's compression (flag ACQ_COMPRESSION2).",
  },
  "malformed-header": {
    meaning: "The XML header is not what ismrmrd.xsd describes.",
    remedy: "Correct the element that the message names; `xmllint --schema` finds such mistakes.",
  },
  "malformed-attributes": {
    meaning: "The attributes of an image are not MRD's XML.",
    remedy: "Correct the program that makes the image.",
  },
}) {}

/** What is wrong with MRD bytes or text. */
export type MrdErrorCode = MrdError["code"];
