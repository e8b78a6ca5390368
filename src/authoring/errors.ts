import { defineErrors } from "../errors/index.ts";

/** A gadget that cannot be created or tested. The message says why and what to do. */
export class AuthoringError extends defineErrors("authoring", {
  "bad-name": {
    meaning: "The name is not valid for a gadget.",
    remedy: "Use lower-case letters and digits, words joined by '-'.",
  },
  "name-taken": { meaning: "Larmor has a gadget of that name, or a key of chains.", remedy: "Choose another name." },
  "file-exists": { meaning: "A file of that name already exists.", remedy: "Choose another name." },
  "bad-parameter": {
    meaning: "The gadget refuses the value of a parameter.",
    remedy: "Use a value that the message allows.",
  },
  "no-place": {
    meaning: "The gadget cannot be tested in this chain.",
    remedy:
      "Select another chain with --config: one without branches, with messages of a kind that the gadget accepts.",
  },
}) {}
