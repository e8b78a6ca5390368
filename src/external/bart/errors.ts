import { defineErrors } from "../../errors/index.ts";

/** A step by BART that can't be done. The message says why, and what to do. */
export class BartError extends defineErrors("bart", {
  "not-installed": {
    meaning: "There is no `bart` on the PATH.",
    remedy: "Install BART, or start the server with its PATH.",
  },
  "bad-command": {
    meaning: "A command of a `bart` step can't be run as it is written.",
    remedy: "Correct the chain; docs/external.md says what a command may hold.",
  },
  failed: { meaning: "A command of BART ended with an error.", remedy: "The message has its last lines." },
  "bad-result": {
    meaning: "BART's result is missing, or its dimensions don't fit.",
    remedy: "Let the last command write {out}, in the dimensions that the message names.",
  },
}) {}
