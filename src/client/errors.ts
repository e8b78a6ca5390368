import { defineErrors } from "../errors/index.ts";

/** A client that can't do its part. The message says why and what to do. */
export class ClientError extends defineErrors("client", {
  "no-server": {
    meaning: "No server listens at that address.",
    remedy: "Start `larmor serve`, with -H for other machines, or correct --address and --port.",
  },
  silent: {
    meaning: "The server neither sent nor accepted data within the time of --timeout.",
    remedy: "Look into the server's log. If it only needs longer, raise --timeout; 0 waits forever.",
  },
  "unknown-host": {
    meaning: "The name of the server's computer can't be looked up.",
    remedy: "Correct --address, or use the computer's IP address.",
  },
  "parameters-not-json": {
    meaning: "The parameters to send are not JSON.",
    remedy: "Correct the file that the message names, or the input's configAdditional.",
  },
}) {}
