import { ignoreElements, tap } from "rxjs";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { counted } from "../../src/text/index.ts";

/** Discards the readouts in a chain for images, and reports their number at the end. */
export default defineGadget({
  name: "ignore-readouts",
  summary: "Discard readouts, and report how many.",
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
            if (count > 0)
              report(
                "warning",
                `${counted(count, "readout is", "readouts are")} ignored: this chain processes images only`,
              );
          },
        }),
        ignoreElements(),
      );
  },
});
