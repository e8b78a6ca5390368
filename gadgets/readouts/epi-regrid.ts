import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import {
  type Acquisition,
  AcquisitionFlag,
  type Encoding,
  type MrdHeader,
  unusableEncoding,
} from "../../src/mrd/index.ts";
import { isAuxiliary } from "../../src/recon/buckets/index.ts";
import { EpiError, Regridder } from "../../src/recon/epi/index.ts";
import {
  croppedEncoding,
  type DeferrableReadout,
  deferring,
  regriddedReadout,
} from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

const time = (what: string) =>
  Type.Union([Type.Literal("header"), Type.Number({ minimum: 0, maximum: 1e6 })], {
    default: "header",
    description: `${what} in µs; of the header's trajectoryDescription if \`header\`.`,
  });

/**
 * Turns each readout of an EPI scan into pixels along the readout, for samples taken while the gradient rises and falls
 * as well. The positions of the samples follow from the readout's own trajectory, or from the trapezoid in the header's
 * trajectoryDescription, or else are those of a uniform grid; those of reversed lines run backwards. The inverse of
 * their transform is regularized, and computed over the pixels that may contain signal; the result is cropped to the
 * reconstructed field of view. Readouts that fold, since samples are too far apart, are reported.
 *
 * The samples of a slice off the centre along the readout have been demodulated at one frequency, which is right for the
 * flat top alone: the phase that this leaves on the ramps is removed.
 *
 * Put it after `noise-adjust` and before `epi-phase`.
 */
export default defineGadget({
  name: "epi-regrid",
  summary: "Turn the readouts of EPI into pixels along the readout, by the positions of their samples.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {
    rampUp: time("Time in which the gradient rises,"),
    flatTop: time("Time for which it is constant,"),
    rampDown: time("Time in which it falls,"),
    dwell: time("Time of a sample,"),
    units: Type.Enum(["signal", "noise"], {
      default: "signal",
      description: "Scale pixels like the signal, or so that their noise is that of the samples.",
    }),
    demodulation: Type.Enum(["constant", "along-gradient"], {
      default: "constant",
      description: "How the scanner demodulates slices off the centre: at one frequency, or along with the gradient.",
    }),
    pixels: Type.Enum(["centered", "gadgetron"], {
      default: "centered",
      description: "Right pixels, or those of Gadgetron, in which the image is too wide, to compare numbers.",
    }),
  },
  runtime: { linear: true, defers: true },
  headerAfter: (header, { pixels }) => ({
    ...header,
    encoding: header.encoding.map((each) => (pixels === "gadgetron" ? ofReconMatrix(each) : croppedEncoding(each))),
  }),
  create(context, { rampUp, flatTop, rampDown, dwell, units, demodulation, pixels }) {
    const header = requireHeader(context);
    const trapezoid = { rampUp, flatTop, rampDown, dwell };
    const regridders = header.encoding.map((encoding, index) => {
      requireOneBand(encoding, index);
      const options = { trapezoid, units, demodulation, pixels, isFirst: index === 0 };
      return unusable(header, index) ?? new Regridder(context, encoding, `encoding ${index}`, options);
    });
    const regridded = (readout: DeferrableReadout): DeferrableReadout => {
      const { header } = readout;
      const regridder = regridders[header.encodingSpaceRef];
      if (regridder === undefined || !isRegridded(header)) return readout;
      if (typeof regridder === "string") {
        const belongs = `readouts belong to encoding ${header.encodingSpaceRef} of the header`;
        throw new GadgetError("bad-geometry", `${belongs}, but ${regridder}`);
      }
      requireSamples(header);
      const { matrix, pixels, reversed } = regridder.of(readout);
      const changed = header.with({
        flags: header.flags & ~REVERSE,
        numberOfSamples: pixels,
        centerSample: Math.floor(pixels / 2),
        discardPre: 0,
        discardPost: 0,
        trajectoryDimensions: 0,
      });
      return regriddedReadout(readout, matrix, { header: changed, ...(reversed && { reversed }) });
    };
    return deferring(map(regridded));
  },
});

const REVERSE = 1n << BigInt(AcquisitionFlag.reverse - 1);

/** Whether a readout is a line of an image or its calibration, or a navigator. */
function isRegridded(header: Acquisition["header"]): boolean {
  if (header.has(AcquisitionFlag.noiseMeasurement)) return false;
  return header.has(AcquisitionFlag.phaseCorrectionData) || !isAuxiliary(header);
}

/** Why readouts of an encoding cannot be regridded. */
function unusable(header: MrdHeader, index: number): string | undefined {
  const { x } = header.encoding[index]!.encodedSpace.matrixSize;
  return unusableEncoding(header, index) ?? (x === 0 ? "its encoded matrix has no samples along x" : undefined);
}

/** @throws GadgetError `empty-readout` */
function requireSamples({
  scanCounter,
  numberOfSamples,
  activeChannels,
  discardPre,
  discardPost,
}: Acquisition["header"]) {
  if (activeChannels > 0 && numberOfSamples > discardPre + discardPost) return;
  throw new GadgetError(
    "empty-readout",
    `readout ${scanCounter} has no samples to regrid: ${counted(numberOfSamples, "sample")}, of which ${discardPre} at the ` +
      `beginning and ${discardPost} at the end are discarded, of ${counted(activeChannels, "channel")}`,
  );
}

/** The recon matrix along the readout over the encoded field of view, as Gadgetron computes it. */
function ofReconMatrix(encoding: Encoding): Encoding {
  const { encodedSpace, reconSpace, encodingLimits } = encoding;
  const { x } = reconSpace.matrixSize;
  return {
    ...encoding,
    encodedSpace: {
      matrixSize: { ...encodedSpace.matrixSize, x },
      fieldOfViewMm: { ...encodedSpace.fieldOfViewMm, x: reconSpace.fieldOfViewMm.x },
    },
    encodingLimits: {
      ...encodingLimits,
      kspaceEncodingStep0: { minimum: 0, maximum: x - 1, center: Math.floor(x / 2) },
    },
  };
}

/** @throws EpiError `multi-band` */
function requireOneBand({ parallelImaging }: Encoding, index: number): void {
  const { multibandFactor = 1 } = parallelImaging?.multiband ?? {};
  if (multibandFactor <= 1) return;
  throw new EpiError(
    "multi-band",
    `encoding ${index} excites ${counted(multibandFactor, "slice")} together (multi-band): no step separates them`,
  );
}
