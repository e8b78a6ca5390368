import { map } from "rxjs";
import { defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type Limit } from "../../src/mrd/index.ts";
import { fullEcho } from "../../src/numerics/cartesian/index.ts";
import { placedReadout } from "../../src/recon/readouts/index.ts";

/** MRD counts samples in 16 bits. */
const MOST_SAMPLES = 0xffff;

/**
 * Pads asymmetric echoes with zeros to full ones, so that the echo's centre comes to floor(N / 2). An echo is asymmetric when
 * 2 · centre ≠ samples and it is shorter than the encoded matrix, of the samples that are not discarded. N is that matrix, or
 * where the centre can't lie there, a larger length that holds the readout. (Gadgetron counts discarded samples too, puts the
 * samples to one end of the matrix, wherever the centre then lies, and leaves the trajectory short.)
 *
 * What the readout discards becomes zeros, and no sample of the padded one is discarded: it is whole. The trajectory goes on
 * along its straight ends. The centre of a reverse readout is counted as acquired: it comes to floor(N / 2) when `to-buffer`
 * has turned the readout round. Put it before `remove-oversampling`.
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
      if (kept < 1) return acquisition; // refused where it is placed, by its number
      const place = fullEcho(kept, centerSample - discardPre, matrix, header.has(AcquisitionFlag.reverse));
      if (place === undefined) return acquisition;
      if (place.samples > MOST_SAMPLES) {
        throw new GadgetError(
          "bad-geometry",
          `readout ${scanCounter} has ${samples} samples and its centre at ${centerSample}: the full echo takes ` +
            `${place.samples}, more than MRD can count; look at its center_sample`,
        );
      }

      const padded = placedReadout(acquisition, { ...place, first: place.first - discardPre });
      memory.release(acquisition.data);
      return padded;
    });
  },
});

/** Which samples of the encoded matrix the readouts behind this step hold. */
function movedLimit(limit: Limit, matrix: number): Limit {
  const samples = limit.maximum - limit.minimum + 1;
  const place = fullEcho(samples, limit.center - limit.minimum, matrix);
  if (place?.samples !== matrix) return limit;
  return { minimum: place.first, maximum: place.first + samples - 1, center: Math.floor(matrix / 2) };
}
