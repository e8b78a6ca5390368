import Type from "typebox";
import { defineGadget, mapOnPool, type ReconBuffer } from "../../src/gadget-api/index.ts";
import { compressionTask } from "../../src/numerics/coils/index.ts";
import { CompressedReference, KeptMatrices, perImage } from "../../src/recon/compression/index.ts";
import { withoutCoilNames } from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Replaces the coils by fewer virtual ones that have most of the signal, which takes less time to reconstruct.
 * `principal`: principal components of the samples (M. Buehrer et al., Magn Reson Med 57:1131, 2007). `geometric`: of the
 * samples at each position along the readout, aligned (T. Zhang et al., Magn Reson Med 69:571, 2013), which needs fewer
 * virtual coils. Matrices are computed from the calibration lines of the first buffer, or from its data if there are
 * none, one for each of its slices, and kept. Their columns are orthonormal: white noise stays white. Calibration
 * lines are compressed, too. Virtual coils have no names.
 */
export default defineGadget({
  name: "coil-compression",
  summary: "Compress coils to fewer virtual ones, by number or by energy.",
  in: ["buffer"],
  out: ["buffer"],
  runtime: { linear: true },
  parameters: {
    method: Type.Enum(["principal", "geometric"], {
      default: "principal",
      description: "One matrix for all samples (principal), or one per position along the readout (geometric).",
    }),
    coils: Type.Integer({ minimum: 0, maximum: 1024, default: 0, description: "Virtual coils; 0: `threshold`." }),
    threshold: Type.Number({
      maximum: 1,
      default: 0.002,
      description: "Virtual coils with less than this part of the first one's energy are dropped; none, if negative.",
    }),
    matrices: Type.Enum(["first", "newest"], {
      default: "first",
      description: "Keep the matrices of the first buffer, or compute new ones for each (newest).",
    }),
  },
  headerAfter: withoutCoilNames,
  create(context, { method, coils, threshold, matrices: kept }) {
    const matrices = new KeptMatrices({ method, coils, threshold, renew: kept === "newest" }, context.memory);
    return mapOnPool(context, compressionTask, (buffer: ReconBuffer) => {
      const { imaging, reference } = buffer;
      const { e0, n, s } = imaging.shape;
      const ofSlices = matrices.of(buffer);
      const { virtualCoils, coils: all } = ofSlices[0]!;
      const text = `${counted(all, "coil")} compressed to ${virtualCoils}`;
      context.reportOnce(text, "info", text);
      const shape = { ...imaging.shape, coils: virtualCoils };
      const input = imaging.gather();
      return {
        parameters: { e0, readout: imaging.readout, matrices: perImage(ofSlices, n * s) },
        input,
        outputLength: (input.length / all) * virtualCoils,
        memory: context.memory,
        finish: (samples) => {
          imaging.release(context.memory);
          const compressed = reference && new CompressedReference(reference, ofSlices, context.memory);
          return { ...buffer, imaging: imaging.with({ samples, shape }), reference: compressed };
        },
      };
    });
  },
});
