import { map } from "rxjs";
import { croppedReadout, defineGadget, forwardReadout, keptReadout } from "../src/gadget/index.ts";
import {
  type Acquisition,
  AcquisitionFlag,
  type AcquisitionHeader,
  type Encoding,
  type Limit,
} from "../src/mrd/index.ts";

/** Encoded over recon field of view along the readout; 1 where nothing is to be removed. */
function oversampling({ encodedSpace, reconSpace }: Encoding): number {
  const ratio = encodedSpace.fieldOfViewMm.x / reconSpace.fieldOfViewMm.x;
  return Number.isFinite(ratio) && ratio > 1 ? ratio : 1;
}

/** floor(samples / ratio), where fields of view that a header rounds, such as 533.334 and 266.666 mm, cost no sample. */
function remaining(samples: number, ratio: number): number {
  return Math.floor(samples / ratio + 0.01);
}

/** The sample that lies where one did before: both lengths have the k-space centre at floor(N / 2). */
function moved(sample: number, samples: number, samplesOut: number): number {
  const offset = ((sample - Math.floor(samples / 2)) * samplesOut) / samples;
  return Math.min(Math.max(Math.floor(Math.floor(samplesOut / 2) + offset), 0), samplesOut - 1);
}

/**
 * Undoes readout oversampling: to image space, crop to the reconstructed field of view, back to k-space. The ratio is
 * encoded over recon field of view along x, per encoding (Gadgetron looks at the first only); the readout's length, its
 * centre, its discarded samples and its trajectory follow. Readouts read backward are turned round first, for turned
 * afterwards, as in Gadgetron, they would be half a sample off; and discarded samples become zeros first, for they would be all
 * over the line afterwards. Put it before `accumulate`.
 */
export default defineGadget({
  name: "remove-oversampling",
  summary: "Crop each readout to the recon-space field of view.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {},
  defers: true,
  linear: true,
  headerAfter(header) {
    const encoding = header.encoding.map((each) => {
      const { matrixSize, fieldOfViewMm } = each.encodedSpace;
      const x = remaining(matrixSize.x, oversampling(each));
      if (x === matrixSize.x || x === 0) return each;
      const encodedSpace = {
        matrixSize: { ...matrixSize, x },
        fieldOfViewMm: { ...fieldOfViewMm, x: each.reconSpace.fieldOfViewMm.x },
      };
      const limit = each.encodingLimits.kspaceEncodingStep0;
      const kspaceEncodingStep0 = limit && movedLimit(limit, matrixSize.x, x);
      return { ...each, encodedSpace, encodingLimits: { ...each.encodingLimits, kspaceEncodingStep0 } };
    });
    return { ...header, encoding };
  },
  create({ header, tell }) {
    let told = false;
    const ratios = header.encoding.map(oversampling);
    const pixelsMm = header.encoding.map(
      ({ encodedSpace: { matrixSize, fieldOfViewMm } }) => fieldOfViewMm.x / matrixSize.x,
    );
    const matrices = header.encoding.map(({ encodedSpace }) => encodedSpace.matrixSize.x);
    return map((given: Acquisition): Acquisition => {
      const { encodingSpaceRef } = given.header;
      const ratio = ratios[encodingSpaceRef] ?? 1;
      if (ratio === 1) return given;
      const acquisition = keptReadout(forwardReadout(given), matrices[encodingSpaceRef]!);
      const { header } = acquisition;
      const samples = header.numberOfSamples;
      const { centerSample } = header;
      if (!told && samples < matrices[encodingSpaceRef]! && centerSample > 0 && isOffCentre(centerSample, samples)) {
        told = !header.has(AcquisitionFlag.noiseMeasurement);
        if (told) {
          const echo = `${samples} of ${matrices[encodingSpaceRef]} samples with the centre at ${centerSample}`;
          tell(
            "warning",
            `echoes are asymmetric (${echo}): asymmetric-echo in front of this step would make them whole`,
          );
        }
      }
      const samplesOut = remaining(samples, ratio);
      if (samplesOut === samples || samplesOut === 0) return given;

      const changed = {
        header: header.with({
          numberOfSamples: samplesOut,
          centerSample: moved(header.centerSample, samples, samplesOut),
          discardPre: remaining(header.discardPre, ratio),
          discardPost: remaining(header.discardPost, ratio),
          position: positionAfter(header, samplesOut, pixelsMm[encodingSpaceRef]!),
        }),
        trajectory: resampled(acquisition.trajectory, header.trajectoryDimensions, samples, samplesOut),
      };
      return croppedReadout(acquisition, changed, samplesOut);
    });
  },
});

/**
 * Where the middle pixel of a cropped readout lies, floor(N / 2) being the middle: with an even number of samples and an odd
 * number to keep, the crop begins a pixel early (see DECISIONS.md), and the image's position moves with it.
 */
function positionAfter(header: AcquisitionHeader, samplesOut: number, pixelMm: number): readonly number[] {
  const { numberOfSamples: samples, position, readDir } = header;
  const before = Math.floor(samples / 2) - Math.floor((samples - samplesOut) / 2) - Math.floor(samplesOut / 2);
  if (before === 0 || !Number.isFinite(pixelMm)) return position;
  return position.map((place, i) => place - before * pixelMm * readDir[i]!);
}

function isOffCentre(center: number, samples: number): boolean {
  return 2 * center !== samples && center !== Math.floor(samples / 2);
}

function movedLimit({ minimum, maximum, center }: Limit, samples: number, samplesOut: number): Limit {
  const move = (sample: number) => moved(sample, samples, samplesOut);
  return { minimum: move(minimum), maximum: move(maximum), center: move(center) };
}

/** Fewer samples cover the same stretch of k-space: the trajectory is read between its points, about the centre. */
function resampled(trajectory: Float32Array, dimensions: number, samples: number, samplesOut: number): Float32Array {
  const result = new Float32Array(samplesOut * dimensions);
  for (let i = 0; dimensions > 0 && i < samplesOut; i += 1) {
    const place = Math.floor(samples / 2) + ((i - Math.floor(samplesOut / 2)) * samples) / samplesOut;
    const below = Math.min(Math.max(Math.floor(place), 0), samples - 2);
    for (let d = 0; d < dimensions; d += 1) {
      const a = trajectory[below * dimensions + d]!;
      const b = trajectory[(below + 1) * dimensions + d]!;
      result[i * dimensions + d] = a + (place - below) * (b - a);
    }
  }
  return result;
}
