import Type from "typebox";
import { collect, defineGadget } from "../../src/gadget-api/index.ts";
import type { Encoding } from "../../src/mrd/index.ts";
import { PhaseQueue } from "../../src/recon/epi/index.ts";

/**
 * Removes the phase by which lines in both directions differ, and the phase that accumulates over a shot, which give an
 * EPI image ghosts. Both follow from the navigators before each shot: lines at the centre of k-space in alternating
 * directions. Three or more give the drift from echo to echo and the odd-even phase, two the latter alone. Navigators
 * are kept by encoding, slice and set; a shot without navigators uses those of the last one of its slice. Lines that come
 * before the first navigators of their slice wait for them.
 *
 * Without any, the phase is the one with which the image itself has the lowest entropy, which needs a fully sampled
 * image. Lines in one direction pass unchanged.
 *
 * Slope and intercept of the odd-even phase, drift, and the ghost that remains by the navigators are reported for each
 * slice, and are attributes of each image. Navigators are not passed on. Put it after `epi-regrid`.
 */
export default defineGadget({
  name: "epi-phase",
  summary: "Remove the phase differences of the lines of EPI, by navigators or by the image itself.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {
    oddEven: Type.Enum(["none", "mean", "linear", "polynomial"], {
      default: "linear",
      description: "Model of the phase between forward and reversed lines, along the readout.",
    }),
    drift: Type.Enum(["none", "mean", "linear"], {
      default: "mean",
      description: "Model of the phase from echo to echo; `linear` amplifies noise.",
    }),
    filter: Type.Integer({
      minimum: 0,
      maximum: 1000,
      default: 0,
      description: "Repetitions over which phases are fitted, by a line; 0 for none.",
    }),
    withoutNavigators: Type.Enum(["image", "error", "pass"], {
      default: "image",
      description: "Images without navigators: correct them by themselves, an error, or pass them with their ghosts.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for readouts that wait for their phase, in bytes; exceeding it is an error.",
    }),
  },
  runtime: { linear: true, imageSpace: true },
  headerAfter: (header) => ({ ...header, encoding: header.encoding.map(corrected) }),
  create(context, { oddEven, drift, filter, withoutNavigators, maxBytes }) {
    const queue = new PhaseQueue(context, { model: { oddEven, drift }, filter, withoutNavigators, maxBytes });
    return collect({ take: (readout) => queue.take(readout), finish: () => queue.finish() });
  },
});

/** Corrected lines are those of a Cartesian scan. */
function corrected({ trajectoryDescription, ...encoding }: Encoding): Encoding {
  return encoding.trajectory === "epi" ? { ...encoding, trajectory: "cartesian" } : encoding;
}
