import { defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import {
  cropShift,
  resampleTrajectory,
  sampleAfterCrop,
  samplesAfterCrop,
} from "../../src/numerics/cartesian/index.ts";
import { DECAYS, DecayCheck, findingText, spectrumFinding } from "../../src/recon/checks/index.ts";
import {
  croppedEncoding,
  croppedReadout,
  type DeferrableReadout,
  deferring,
  forwardReadout,
  keptReadout,
  oversampling,
  resolved,
} from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Removes readout oversampling: transform to image space, crop to the reconstructed field of view, transform back. The
 * ratio is encoded over recon field of view along x, per encoding (Gadgetron uses the first only); the readout's
 * length, centre, discarded samples and trajectory are updated. Reverse readouts are reversed first, since reversing
 * them afterwards, as in Gadgetron, shifts them by half a sample. Discarded samples are set to zero first, since the
 * transform would spread them over the line. Put it before `accumulate`.
 */
export default defineGadget({
  name: "remove-oversampling",
  summary: "Crop each readout to the recon-space field of view.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {},
  runtime: { linear: true, defers: true },
  headerAfter: (header) => ({ ...header, encoding: header.encoding.map(croppedEncoding) }),
  create(context) {
    const header = requireHeader(context);
    const ratios = header.encoding.map(oversampling);
    const pixelsMm = header.encoding.map(
      ({ encodedSpace: { matrixSize, fieldOfViewMm } }) => fieldOfViewMm.x / matrixSize.x,
    );
    const matrices = header.encoding.map(({ encodedSpace }) => encodedSpace.matrixSize.x);
    const decays = new DecayCheck();
    /** In image space, spectra would look like images. */
    const checked = (readout: DeferrableReadout): DeferrableReadout => {
      const { encodingSpaceRef } = readout.header;
      if (!decays.isSuspect(readout.header, matrices[encodingSpaceRef]!)) return readout;
      const whole = resolved(readout);
      decays.add(whole);
      if (!decays.found) return whole;
      throw new GadgetError(
        "spectroscopy",
        findingText(spectrumFinding(`encoding ${encodingSpaceRef}: readouts`, DECAYS)),
      );
    };
    const crop = (each: DeferrableReadout): DeferrableReadout => {
      const { encodingSpaceRef } = each.header;
      const ratio = ratios[encodingSpaceRef] ?? 1;
      if (ratio === 1) return each;
      const given = checked(each);
      const readout = isPlain(given.header)
        ? given
        : keptReadout(forwardReadout(resolved(given)), matrices[encodingSpaceRef]!);
      const { header } = readout;
      const samples = header.numberOfSamples;
      if (isAsymmetric(header, matrices[encodingSpaceRef]!)) {
        const echo = `${samples} of ${counted(matrices[encodingSpaceRef]!, "sample")} with the centre at ${header.centerSample}`;
        context.reportOnce(
          "asymmetric",
          "warning",
          `echoes are asymmetric (${echo}): put asymmetric-echo before this step to pad them`,
        );
      }
      const samplesOut = samplesAfterCrop(samples, ratio);
      if (samplesOut === samples || samplesOut === 0) return given;

      const changed = {
        header: header.with({
          numberOfSamples: samplesOut,
          centerSample: sampleAfterCrop(header.centerSample, samples, samplesOut),
          discardPre: samplesAfterCrop(header.discardPre, ratio),
          discardPost: samplesAfterCrop(header.discardPost, ratio),
        }),
        trajectory: resampleTrajectory(readout.trajectory, header.trajectoryDimensions, samples, samplesOut),
      };
      const early = cropShift(samples, samplesOut);
      if (early !== 0) {
        const { position, readDir } = header;
        const mm = early * pixelsMm[encodingSpaceRef]!;
        changed.header = changed.header.with({ position: position.map((place, i) => place - mm * readDir[i]!) });
      }
      return croppedReadout(readout, changed, samplesOut);
    };
    return deferring((readout, emit) => emit(crop(readout)));
  },
});

/** Whether a readout is neither reversed nor discards samples, which would need processing first. */
function isPlain(header: Acquisition["header"]): boolean {
  return !header.has(AcquisitionFlag.reverse) && header.discardPre + header.discardPost === 0;
}

/** Whether an echo is not fully sampled. A centre of 0 means that it is not set. */
function isAsymmetric(header: Acquisition["header"], matrix: number): boolean {
  const { numberOfSamples: samples, centerSample } = header;
  if (samples >= matrix || centerSample === 0) return false;
  if (2 * centerSample === samples || centerSample === Math.floor(samples / 2)) return false;
  return !header.has(AcquisitionFlag.noiseMeasurement);
}
