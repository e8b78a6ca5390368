import Type from "typebox";
import { defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { isAuxiliary } from "../../src/recon/buckets/index.ts";
import {
  Regridder,
  reconMatrixEncoding,
  requireOneBand,
  requireSamples,
  unusableForRegridding,
} from "../../src/recon/epi/index.ts";
import {
  croppedEncoding,
  type DeferrableReadout,
  deferring,
  regriddedReadout,
} from "../../src/recon/readouts/index.ts";

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
    encoding: header.encoding.map((each) =>
      pixels === "gadgetron" ? reconMatrixEncoding(each) : croppedEncoding(each),
    ),
  }),
  create(context, { rampUp, flatTop, rampDown, dwell, units, demodulation, pixels }) {
    const header = requireHeader(context);
    const trapezoid = { rampUp, flatTop, rampDown, dwell };
    const regridders = header.encoding.map((encoding, index) => {
      requireOneBand(encoding, index);
      const options = { trapezoid, units, demodulation, pixels, isFirst: index === 0 };
      return unusableForRegridding(header, index) ?? new Regridder(context, encoding, `encoding ${index}`, options);
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
    return deferring((readout, emit) => emit(regridded(readout)));
  },
});

const REVERSE = 1n << BigInt(AcquisitionFlag.reverse - 1);

/** Whether a readout is a line of an image or its calibration, or a navigator. */
function isRegridded(header: Acquisition["header"]): boolean {
  if (header.has(AcquisitionFlag.noiseMeasurement)) return false;
  return header.has(AcquisitionFlag.phaseCorrectionData) || !isAuxiliary(header);
}
