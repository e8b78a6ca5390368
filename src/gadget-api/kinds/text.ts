import type { Dependencies, DicomInstance, Text } from "../../mrd/index.ts";
import type { Kind } from "./kind.ts";

export const text: Kind<Text> = {
  wire: "both ways",
  bytes: (message) => 2 * message.text.length,
  describe: () => "text",
  check: (message) => (typeof message.text === "string" ? undefined : "text is not a string"),
  copy: (message) => ({ ...message }),
  encode: () => undefined,
};

export const dependencies: Kind<Dependencies> = {
  wire: "to the client",
  bytes: ({ attributes }) => 2 * attributes.length,
  describe: () => "text",
  check: ({ attributes }) => (typeof attributes === "string" ? undefined : "attributes is not a string"),
  copy: (message) => ({ ...message }),
  encode: () => undefined,
};

export const dicom: Kind<DicomInstance> = {
  wire: "to the client",
  bytes: ({ data, name, attributes }) => data.byteLength + 2 * (name.length + attributes.length),
  describe: () => "a DICOM file",
  check: ({ data, name, attributes }) => {
    if (!(data instanceof Uint8Array)) return "data is not a Uint8Array";
    return typeof name === "string" && typeof attributes === "string"
      ? undefined
      : "name or attributes is not a string";
  },
  copy: (message) => ({ ...message, data: message.data.slice() }),
  encode: () => undefined,
};
