import { defineErrors } from "../errors/index.ts";

/** A client that can't do its part. The message says why and what to do. */
export class ClientError extends defineErrors("client", {
  "no-server": {
    meaning: "No server listens at that address.",
    remedy: "Start `larmor serve`, with -H for other machines, or correct --address and --port.",
  },
  "parameters-not-json": {
    meaning: "The parameters to send are not JSON.",
    remedy: "Correct the file that the message names, or the input's configAdditional.",
  },
}) {}
