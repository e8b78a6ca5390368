import { defineErrors } from "../../errors/index.ts";

/** A BART step that failed. The message says why, and what to do. */
export class BartError extends defineErrors("bart", {
  "not-installed": {
    meaning: "There is no `bart` on the PATH.",
    remedy: "Install BART, or start the server with its PATH.",
  },
  "bad-command": {
    meaning: "A command of a `bart` step is invalid.",
    remedy: "Correct the chain; docs/external.md describes the syntax of commands.",
  },
  failed: { meaning: "A BART command ended with an error.", remedy: "The message has its last lines." },
  "too-large": {
    meaning: "The files of a BART command became larger than the session may have.",
    remedy: "Send less data at a time, let the commands write smaller arrays, or raise a server's --session-memory.",
  },
  "bad-result": {
    meaning: "BART's result is missing, or its dimensions don't fit.",
    remedy: "Let the last command write {out}, with the dimensions that the message names.",
  },
}) {}
