import Type from "typebox";
import { defineGadget, requireHeader } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { coilTransformSeconds, whiteningSeconds } from "../../src/numerics/linalg/index.ts";
import {
  areFew,
  coilWhitening,
  covarianceFor,
  MeasuredNoise,
  noiseScale,
  requireCoils,
} from "../../src/recon/noise/index.ts";
import {
  channelNames,
  type DeferrableReadout,
  deferring,
  reportWork,
  resolved,
  withCoilMatrix,
} from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Prewhitens the coils. Noise readouts are collected for the covariance C = DᴴD / (samples − 1), and discarded. At the
 * first other readout, C = RᴴR gives W = s·R⁻¹ with s = √(2 · dwell of data / dwell of noise · B), and every readout
 * becomes D·W. Noise then has unit variance in each of real and imaginary part. B is the header's
 * relativeReceiverNoiseBandwidth.
 *
 * The noise is stored under the measurement's ID. A measurement without noise readouts uses that of the measurement
 * which its header depends on (measurementDependency of type noise), with the coils matched by name; different coils
 * are an error (Gadgetron continues with those that match).
 */
export default defineGadget({
  name: "noise-adjust",
  summary: "Prewhiten the coils with the noise of this measurement, or of an earlier one.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {
    scaleOnlyCoils: Type.Array(Type.String(), {
      default: [],
      description: "Names of coils that are scaled, but not combined with others.",
    }),
    onSingular: Type.Enum(["error", "drop"], {
      default: "error",
      description: "How to handle a dead or redundant coil: fail and name it, or whiten the others and set it to zero.",
    }),
  },
  runtime: { linear: true, defers: true },
  create(context, { scaleOnlyCoils, onSingular }) {
    const { report } = context;
    const header = requireHeader(context);
    const measured = new MeasuredNoise(context);
    /** `undefined` before the first readout that is not noise. */
    let whitening: { readonly matrix: Float32Array; readonly coils: number } | "none" | undefined;

    const gather = (readout: Acquisition) => {
      if (whitening === undefined) return measured.add(readout);
      const { scanCounter } = readout.header;
      context.reportOnce("late", "warning", `noise readouts after image data are not used, from ${scanCounter} on`);
    };

    const whiteningFor = (readout: Acquisition["header"]) => {
      const { scanCounter, activeChannels: coils, sampleTimeUs } = readout;
      const own = measured.own();
      const noise = own ?? measured.earlier();
      if (noise === undefined) {
        context.recordAttributes({ LarmorNoise: "none" });
        return "none";
      }
      context.noise.uses?.(noise);
      if (own !== undefined) requireCoils(scanCounter, coils, own.coils);
      const { y = 1, z = 1 } = header.encoding[readout.encodingSpaceRef]?.encodedSpace.matrixSize ?? {};
      reportWork(context, {
        what: `prewhitening ${counted(y * z, "readout")} of ${counted(coils, "coil")}`,
        seconds: whiteningSeconds(coils) + coilTransformSeconds(coils, y * z * readout.numberOfSamples),
        advice: "use a chain without noise-adjust, or fewer coils",
      });
      const names = channelNames(header, coils);
      const covariance = own?.covariance ?? covarianceFor(noise, names, coils);
      const ownBandwidth = header.acquisitionSystemInformation?.relativeReceiverNoiseBandwidth;
      const scale = noiseScale(sampleTimeUs, noise.dwellUs, [ownBandwidth, noise.bandwidth]);
      const options = { scale, unmixed: scaleOnlyCoils, drop: onSingular === "drop", report };
      const matrix = coilWhitening(covariance, names, coils, options);
      const source = own ? "this measurement" : `measurement ${noise.measurementId}`;
      if (areFew(noise.samples, coils)) {
        report(
          "warning",
          `${counted(noise.samples, "noise sample is", "noise samples are")} few for ${counted(coils, "coil")}; the images' scale may be wrong`,
        );
      }
      context.recordAttributes({ LarmorNoise: source, LarmorNoiseSamples: noise.samples });
      report(
        "info",
        `prewhitening with ${counted(noise.samples, "noise sample")} of ${counted(coils, "coil")}${own ? "" : ` of ${source}`}`,
      );
      return { matrix, coils };
    };

    const whiten = (readout: DeferrableReadout): DeferrableReadout => {
      const { header } = readout;
      if (isOfOtherCoils(header)) return readout;
      whitening ??= whiteningFor(header);
      if (whitening === "none") return readout;
      requireCoils(header.scanCounter, header.activeChannels, whitening.coils);
      return withCoilMatrix(readout, whitening.matrix);
    };

    return deferring(
      (readout, emit) => {
        if (readout.header.has(AcquisitionFlag.noiseMeasurement)) gather(resolved(readout));
        else emit(whiten(readout));
      },
      () => {
        if (whitening === undefined) measured.finish();
      },
    );
  },
});

/** Whether a readout is not part of images, and may be of other coils or come before the noise. */
function isOfOtherCoils(header: Acquisition["header"]): boolean {
  return (
    header.has(AcquisitionFlag.surfaceCoilCorrectionScanData) ||
    header.has(AcquisitionFlag.rtFeedbackData) ||
    header.has(AcquisitionFlag.hpFeedbackData)
  );
}
