import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError } from "../../src/gadget-api/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { withCoils } from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Retains some coils of each readout and drops the others: the first ones, or those of a mask. After `coil-pca`, the
 * first are the strongest. Noise must be collected before this step.
 */
export default defineGadget({
  name: "coil-reduction",
  summary: "Retain the first coils of each readout, or those of a mask.",
  in: ["acquisition"],
  out: ["acquisition"],
  runtime: { linear: true },
  parameters: {
    coils: Type.Integer({
      minimum: 1,
      maximum: 65_535,
      default: 128,
      description: "Maximum number of coils to retain.",
    }),
    mask: Type.Array(Type.Enum([0, 1]), {
      default: [],
      description: "Mask of coils, instead of the first ones: 1 to retain a coil; coils beyond its end are dropped.",
    }),
  },
  headerAfter: (header, parameters) => withCoils(header, keptBy(parameters)),
  create({ memory }, parameters) {
    const keeps = keptBy(parameters);
    return map((readout: Acquisition): Acquisition => {
      const { header, data } = readout;
      const { activeChannels, numberOfSamples, scanCounter } = header;
      const kept = Array.from({ length: activeChannels }, (_, coil) => coil).filter(keeps);
      if (kept.length === activeChannels) return readout;
      if (kept.length === 0) {
        throw new GadgetError(
          "no-coil",
          `mask retains none of the ${counted(activeChannels, "coil")} of readout ${scanCounter}`,
        );
      }
      const length = 2 * numberOfSamples;
      const reduced = memory.allocate(kept.length * length);
      for (const [i, coil] of kept.entries())
        reduced.set(data.subarray(coil * length, (coil + 1) * length), i * length);
      memory.release(readout.data);
      return { ...readout, header: header.with({ activeChannels: kept.length }), data: reduced };
    });
  },
});

function keptBy({ coils, mask }: { readonly coils: number; readonly mask: readonly number[] }) {
  return mask.length === 0 ? (coil: number) => coil < coils : (coil: number) => mask[coil] === 1;
}
