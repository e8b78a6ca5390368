import { defineErrors } from "../errors/index.ts";

const SessionError = defineErrors("session", {
  "out-of-place": {
    meaning: "A message came out of order.",
    remedy: "Send config, header, perhaps parameters, data and CLOSE, in this order.",
  },
  "parameters-too-large": {
    meaning: "The JSON parameters after the header are too long, too deeply nested, or too many.",
    remedy: "Send only values that the chain has parameters for.",
  },
  "time-limit": {
    meaning: "The session, or its client's config, took longer than it may.",
    remedy: "Raise the limit that the message names: the server's --session-timeout or --config-timeout.",
  },
  "noise-damaged": {
    meaning: "A file with stored noise can't be read.",
    remedy: "Delete it and measure the noise again.",
  },
  "noise-folder-shared": {
    meaning: "Other users may write to the folder of stored noise, and could change images by it.",
    remedy: "Choose a folder of your own with --noise-folder, or remove their write permission.",
  },
});

/** A client that does not keep to the protocol. The message says which state expected what. */
export class ProtocolError extends SessionError<"out-of-place" | "parameters-too-large"> {
  override readonly name = "ProtocolError";
}

/** A session that exceeds its time limit. */
export class TimeLimitError extends SessionError<"time-limit"> {
  override readonly name = "TimeLimitError";

  constructor(message: string) {
    super("time-limit", message);
  }
}

/** Stored noise that can't be used. The message names the file or folder. */
export class NoiseFolderError extends SessionError<"noise-damaged" | "noise-folder-shared"> {
  override readonly name = "NoiseFolderError";
}
