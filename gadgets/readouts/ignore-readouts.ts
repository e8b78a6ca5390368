import { ignoreElements, tap } from "rxjs";
import { defineGadget } from "../../src/gadget-api/index.ts";

/** Takes the readouts that come with what a chain is about, and says so at the end. */
export default defineGadget({
  name: "ignore-readouts",
  summary: "Drop readouts, and tell how many.",
  in: ["acquisition"],
  out: [],
  parameters: {},
  create({ report }) {
    let count = 0;
    return (source) =>
      source.pipe(
        tap({
          next: () => {
            count += 1;
          },
          complete: () => {
            if (count > 0) report("warning", `${count} readouts are ignored: this chain is about images`);
          },
        }),
        ignoreElements(),
      );
  },
});
