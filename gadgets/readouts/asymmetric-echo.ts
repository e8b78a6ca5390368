import { map } from "rxjs";
import { defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type Limit } from "../../src/mrd/index.ts";
import { fullEcho } from "../../src/numerics/cartesian/index.ts";
import { placedReadout } from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/** MRD stores numbers of samples in 16 bits. */
const MOST_SAMPLES = 0xffff;

/**
 * Pads asymmetric echoes with zeros to full ones, so that the echo's centre is at floor(N / 2). Counting only samples
 * that are not discarded, an echo is asymmetric if 2 · centre ≠ samples and it is shorter than the encoded matrix. N is
 * that matrix, or a larger length that fits the readout if the centre cannot be there. (Gadgetron counts discarded
 * samples too, aligns the samples to one end of the matrix regardless of the centre, and does not extend the
 * trajectory.)
 *
 * Discarded samples become zeros, and no sample of the padded readout is discarded. The trajectory is extrapolated
 * along its straight ends. The centre of a reverse readout is counted in the order of acquisition: it is at floor(N /
 * 2) once `to-buffer` has reversed the readout. Put it before `remove-oversampling`.
 */
export default defineGadget({
  name: "asymmetric-echo",
  summary: "Pad asymmetric echoes with zeros to full ones.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {},
  runtime: { linear: true },
  headerAfter(header) {
    const encoding = header.encoding.map((each) => {
      const limit = each.encodingLimits.kspaceEncodingStep0;
      const kspaceEncodingStep0 = limit && movedLimit(limit, each.encodedSpace.matrixSize.x);
      return { ...each, encodingLimits: { ...each.encodingLimits, kspaceEncodingStep0 } };
    });
    return { ...header, encoding };
  },
  create(context) {
    const { memory } = context;
    const header = requireHeader(context);
    const matrices = header.encoding.map(({ encodedSpace }) => encodedSpace.matrixSize.x);
    return map((acquisition: Acquisition): Acquisition => {
      const { header } = acquisition;
      const { numberOfSamples: samples, centerSample, discardPre, discardPost, scanCounter } = header;
      if (header.has(AcquisitionFlag.noiseMeasurement)) return acquisition;
      const matrix = matrices[header.encodingSpaceRef] ?? 0;
      const kept = samples - discardPre - discardPost;
      if (kept < 1) return acquisition; // placing it is an error that names its scan counter
      const place = fullEcho(kept, centerSample - discardPre, matrix, header.has(AcquisitionFlag.reverse));
      if (place === undefined) return acquisition;
      if (place.samples > MOST_SAMPLES) {
        throw new GadgetError(
          "bad-geometry",
          `readout ${scanCounter} has ${counted(samples, "sample")} and its centre at ${centerSample}: the full echo needs ` +
            `${place.samples}, more than MRD can store; check its center_sample`,
        );
      }

      const padded = placedReadout(acquisition, { ...place, first: place.first - discardPre });
      memory.release(acquisition.data);
      return padded;
    });
  },
});

/** Which samples of the encoded matrix the readouts after this step contain. */
function movedLimit(limit: Limit, matrix: number): Limit {
  const samples = limit.maximum - limit.minimum + 1;
  const place = fullEcho(samples, limit.center - limit.minimum, matrix);
  if (place?.samples !== matrix) return limit;
  return { minimum: place.first, maximum: place.first + samples - 1, center: Math.floor(matrix / 2) };
}
