import { mergeMap } from "rxjs";
import { defineGadget, requireHeader } from "../../src/gadget-api/index.ts";
import { samplesOfBuffer } from "../../src/recon/trajectories/index.ts";

/**
 * Converts k-space on a Cartesian grid to its acquired samples with their coordinates, and with cells of the grid as
 * density weights, for steps on samples. `to-grid` is the other direction.
 */
export default defineGadget({
  name: "to-samples",
  summary: "Convert k-space on a Cartesian grid to samples with their coordinates.",
  in: ["buffer"],
  out: ["samples"],
  parameters: {},
  create(context) {
    const { encoding } = requireHeader(context);
    return mergeMap((buffer) => samplesOfBuffer(buffer, encoding[buffer.encoding]!));
  },
});
