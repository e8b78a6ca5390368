import { defineErrors } from "../errors/index.ts";

/** A request of the page that cannot be answered. The message says why. */
export class ViewerError extends defineErrors("viewer", {
  "no-such-file": {
    meaning: "The page asks for a file that this server does not show.",
    remedy: "Reload the page; name the file when the viewer is started.",
  },
  "bad-request": {
    meaning: "A request to the viewer lacks a parameter, or has one of the wrong form.",
    remedy: "Reload the page; of an own program, correct the parameter that the message names.",
  },
}) {}
