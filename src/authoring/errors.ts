import { defineErrors } from "../errors/index.ts";

/** A gadget that can't be created or tried. The message says why and what to do. */
export class AuthoringError extends defineErrors("authoring", {
  "bad-name": {
    meaning: "The name is not valid for a gadget.",
    remedy: "Use lower-case letters and digits, words joined by '-'.",
  },
  "file-exists": { meaning: "A file of that name is there already.", remedy: "Choose another name." },
  "bad-parameter": {
    meaning: "The gadget refuses the value of a parameter.",
    remedy: "Give one that the message allows.",
  },
  "no-place": {
    meaning: "The gadget can't be tried in this chain.",
    remedy:
      "Name another chain with --config: one without branches, in which a message of a kind that it accepts occurs.",
  },
}) {}
