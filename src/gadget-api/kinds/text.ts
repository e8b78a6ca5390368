import type { Dependencies, Text } from "../../mrd/index.ts";
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
