import { mergeMap } from "rxjs";
import Type from "typebox";
import { type Bucket, defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import {
  type Acquisition,
  type AcquisitionHeader,
  DataType,
  flagMask,
  formatAttributes,
  type Image,
  ImageFlag,
  ImageType,
  type MrdHeader,
  userParameter,
} from "../../src/mrd/index.ts";
import { transformAxis } from "../../src/numerics/fft/index.ts";
import { keepLowFrequencies } from "../../src/numerics/spectroscopy/index.ts";
import { imageIndexer, originAttributes, sequenceAttributes } from "../../src/recon/images/index.ts";
import { imageHeader } from "../../src/recon/kspace/index.ts";
import { phaseEncodedSignal } from "../../src/recon/spectroscopy/index.ts";

type Triple = [number, number, number];

/**
 * Turns free induction decays into complex images whose first axis is time: of one voxel, or, by an inverse transform
 * along the phase encodings, of a plane of voxels (along y by `kspace_encode_step_1`, along z by `segment` or
 * `kspace_encode_step_2`). Each combination of slice, contrast, phase, repetition and set of a bucket makes one image,
 * of the coil whose signal is strongest. The header's user parameter `SpecVectorSize` is the number of samples without
 * oversampling; without it, readouts are taken to be oversampled twofold. The attribute SiemensDicom_RealDwellTime is
 * the time between the samples of the image, in ns, by the user parameter `DwellTime_0` (µs) or the readout's dwell.
 */
export default defineGadget({
  name: "spectroscopy",
  summary: "Turn free induction decays into complex signals of voxels.",
  in: ["bucket"],
  out: ["image"],
  parameters: {
    conjugate: Type.Boolean({
      default: false,
      description:
        "Whether the image has the complex conjugate of the signals, as Siemens stores them, which mirrors voxels.",
    }),
    scale: Type.Number({ exclusiveMinimum: 0, default: 1, description: "Factor of the signals." }),
  },
  create(context, { conjugate, scale }) {
    const header = requireHeader(context);
    const nextIndex = imageIndexer();
    const announced = Number(userParameter(header, "SpecVectorSize"));

    const spectrum = (readouts: readonly Acquisition[]): Image => {
      const first = readouts[0]!.header;
      const encoding = header.encoding[first.encodingSpaceRef];
      if (encoding === undefined) throw unknownEncoding(first, header.encoding.length);
      const { data, samples, lines, segments, measured, coil } = phaseEncodedSignal(readouts, encoding);
      const kept = announced >= 1 && announced <= samples ? Math.floor(announced) : Math.ceil(samples / 2);
      const signals = keepLowFrequencies(data, samples, kept);
      for (let i = 0; i < signals.length; i += 2) {
        signals[i]! *= scale;
        signals[i + 1]! *= conjugate ? -scale : scale;
      }
      const shape: Triple = [kept, lines, segments];
      for (const axis of [1, 2]) toVoxels(signals, shape, axis);

      const { x, y, z } = fieldOfView(shape, encoding);
      const image = imageHeader(first, { x, y, z }, shape, 1).with({
        imageType: ImageType.complex,
        dataType: DataType.complexFloat,
        flags: flagMask(ImageFlag.lastInAverage),
        imageIndex: nextIndex(0),
      });
      const dwellUs = Number(userParameter(header, "DwellTime_0") ?? first.sampleTimeUs);
      const attributes = formatAttributes({
        ...originAttributes(context.provenance, image),
        ...sequenceAttributes(header, first.contrast),
        DataRole: "Spectroscopy",
        ...(dwellUs > 0 && {
          SiemensDicom_RealDwellTime: ["int", `${Math.trunc((dwellUs * 1000 * samples) / kept)}`],
        }),
        LarmorLines: measured,
        LarmorCoil: coil,
      });
      return { kind: "image", header: image, attributes, data: signals };
    };
    return mergeMap(({ imaging }: Bucket) => spectra(imaging).map(spectrum));
  },
});

function unknownEncoding({ scanCounter, encodingSpaceRef }: AcquisitionHeader, count: number): GadgetError {
  const text = `readout ${scanCounter} refers to encoding ${encodingSpaceRef}; the header has ${count}`;
  return new GadgetError("unknown-encoding", text);
}

/** The readouts of each spectrum, in the order of their first ones. */
function spectra(readouts: readonly Acquisition[]): Acquisition[][] {
  const groups = new Map<string, Acquisition[]>();
  for (const readout of readouts) {
    const { encodingSpaceRef, slice, contrast, phase, repetition, set } = readout.header;
    const key = [encodingSpaceRef, slice, contrast, phase, repetition, set].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [readout]);
    else group.push(readout);
  }
  return [...groups.values()];
}

/** The inverse transform along a phase encoding, divided by its number as NumPy's `ifft` is, in place. */
function toVoxels(signals: Float32Array, shape: Triple, axis: number): void {
  const voxels = shape[axis]!;
  if (voxels === 1) return;
  transformAxis(signals, shape, axis, "inverse");
  const factor = 1 / Math.sqrt(voxels);
  for (let i = 0; i < signals.length; i += 1) signals[i]! *= factor;
}

/** As FIRE's: along time, a sample is as long as a voxel; one voxel has half of the field of view. */
function fieldOfView([samples, lines, segments]: Triple, { reconSpace }: MrdHeader["encoding"][number]) {
  const { y, z } = reconSpace.fieldOfViewMm;
  const single = lines * segments === 1;
  return single ? { x: (samples * y) / 2, y: y / 2, z } : { x: (samples / lines) * y, y, z };
}
