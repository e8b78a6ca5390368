import { ignoreElements } from "rxjs";
import { defineGadget } from "../../src/gadget-api/index.ts";

/** Consumes everything and produces nothing: the end of chains that only save or measure. */
export default defineGadget({
  name: "discard",
  summary: "Discard all messages.",
  in: ["acquisition", "waveform", "image", "text"],
  out: [],
  parameters: {},
  create: () => ignoreElements(),
});
