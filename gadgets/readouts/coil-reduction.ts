import Type from "typebox";
import { defineGadget, GadgetError } from "../../src/gadget-api/index.ts";
import { type DeferrableReadout, deferring, withCoilMatrix, withCoils } from "../../src/recon/readouts/index.ts";
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
  runtime: { linear: true, defers: true },
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
  create(_, parameters) {
    const keeps = keptBy(parameters);
    /** For each number of coils, which of them are retained, and the matrix that does it. */
    const selections = new Map<number, ReturnType<typeof selectionOf>>();
    const selectionOf = (coils: number) => {
      const kept = Array.from({ length: coils }, (_, coil) => coil).filter(keeps);
      const matrix = new Float32Array(2 * coils * kept.length);
      for (const [i, coil] of kept.entries()) matrix[2 * (coil * kept.length + i)] = 1;
      return { kept, matrix };
    };
    const reduce = (readout: DeferrableReadout): DeferrableReadout => {
      const { activeChannels: coils, scanCounter } = readout.header;
      const { kept, matrix } = selections.get(coils) ?? selectionOf(coils);
      selections.set(coils, { kept, matrix });
      if (kept.length === coils) return readout;
      if (kept.length === 0) {
        throw new GadgetError(
          "no-coil",
          `mask retains none of the ${counted(coils, "coil")} of readout ${scanCounter}`,
        );
      }
      return withCoilMatrix(readout, matrix, kept.length);
    };
    return deferring((readout, emit) => emit(reduce(readout)));
  },
});

function keptBy({ coils, mask }: { readonly coils: number; readonly mask: readonly number[] }) {
  return mask.length === 0 ? (coil: number) => coil < coils : (coil: number) => mask[coil] === 1;
}
