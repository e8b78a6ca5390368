import Type from "typebox";
import { defineGadget, GadgetError, requireHeader } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { NumericsError } from "../../src/numerics/index.ts";
import { PrincipalCoils, principalCoilsSeconds } from "../../src/numerics/linalg/index.ts";
import {
  channelNames,
  channelsNamed,
  type DeferrableReadout,
  deferring,
  LearnedSlices,
  reportWork,
  resolvedSamples,
  withCoilMatrix,
  withoutCoilNames,
} from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/** Number of readouts below which all samples are used, as in Gadgetron. */
const FEW_READOUTS = 16;

/**
 * Transforms the coils of each slice to their principal components, so that the first contain most of the signal and
 * `coil-reduction` can drop the last. The components are computed from the samples around the k-space centre, minus
 * their mean, of the first `readouts` of the slice, or of all if it has fewer. The coil matrix is unitary: white noise
 * stays white, and a root sum of squares does not change. (Gadgetron loses the readouts of a slice that ends before it
 * has enough, and changes the order of slices.)
 */
export default defineGadget({
  name: "coil-pca",
  summary: "Transform the coils of each slice to their principal components, strongest first.",
  in: ["acquisition"],
  out: ["acquisition"],
  runtime: { linear: true, defers: true },
  parameters: {
    uncombinedCoils: Type.Array(Type.String(), {
      default: [],
      description: "Names of coils excluded from the transform; they come first, in this order.",
    }),
    readouts: Type.Integer({
      minimum: 1,
      maximum: 2 ** 20,
      default: 100,
      description: "Maximum readouts per slice to learn from.",
    }),
    samples: Type.Integer({
      minimum: 1,
      maximum: 65_535,
      default: 16,
      description: "Samples around the centre of each to learn from.",
    }),
    above: Type.Integer({
      minimum: 0,
      maximum: 65_535,
      default: 0,
      description: "Readouts with at most this number of coils are left as they are, since none would be dropped.",
    }),
  },
  headerAfter: withoutCoilNames,
  create(context, { uncombinedCoils, readouts, samples, above }) {
    const { report } = context;
    const header = requireHeader(context);
    const matrixOf = (known: readonly DeferrableReadout[]) => {
      const coils = known[0]!.header.activeChannels;
      if (coils === 0)
        throw new GadgetError("empty-readout", `readout ${known[0]!.header.scanCounter} has no channels`);
      const { minimum = 0, maximum = 0 } =
        header.encoding[known[0]!.header.encodingSpaceRef]?.encodingLimits.slice ?? {};
      const slices = Math.max(1, maximum - minimum + 1);
      reportWork(context, {
        what: `finding the principal components of ${counted(coils, "coil")} in ${counted(slices, "slice")}`,
        seconds: slices * principalCoilsSeconds(coils, known.length * samples),
        advice: "use a chain without coil-pca, or fewer coils",
      });
      const components = new PrincipalCoils(coils);
      for (const readout of known) {
        const { header } = readout;
        requireCoils(header, coils);
        const { numberOfSamples, centerSample } = header;
        const count = known.length < FEW_READOUTS ? numberOfSamples : Math.min(samples, numberOfSamples);
        const first = Math.min(Math.max(0, centerSample - Math.floor(count / 2)), numberOfSamples - count);
        components.add(resolvedSamples(readout, first, count), count, 0, count);
      }
      const apart = channelsNamed(uncombinedCoils, channelNames(header, coils), "uncombinedCoils");
      return { coils, matrix: Float32Array.from(turnedBy(components, apart, known[0]!.header)) };
    };
    const slices = new LearnedSlices(readouts, matrixOf);
    let noise = 0;

    const turned = ([readout, { coils, matrix }]: readonly [DeferrableReadout, ReturnType<typeof matrixOf>]) => {
      requireCoils(readout.header, coils);
      return withCoilMatrix(readout, matrix);
    };
    return deferring(
      (readout, emit) => {
        if (readout.header.has(AcquisitionFlag.noiseMeasurement)) {
          noise += 1;
          return;
        }
        const { activeChannels } = readout.header;
        if (activeChannels > 0 && activeChannels <= above) emit(readout);
        else for (const known of slices.take(readout)) emit(turned(known));
      },
      (emit) => {
        if (noise > 0)
          report(
            "info",
            `${counted(noise, "noise readout is", "noise readouts are")} discarded: put noise-adjust before this step`,
          );
        for (const known of slices.finish()) emit(turned(known));
      },
    );
  },
});

function turnedBy(
  components: PrincipalCoils,
  apart: readonly number[],
  { slice }: Acquisition["header"],
): Float64Array {
  try {
    return components.matrix(apart);
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    const what = `slice ${slice} has samples that are NaN, infinite or too large around the centre of k-space`;
    throw new GadgetError("not-finite", `${what}: its principal components can't be computed`, { cause: error });
  }
}

function requireCoils({ scanCounter, slice, activeChannels }: Acquisition["header"], coils: number): void {
  if (activeChannels === coils) return;
  const difference = `${counted(activeChannels, "channel")}, but other readouts of slice ${slice} have ${coils}`;
  throw new GadgetError(
    "coil-mismatch",
    `readout ${scanCounter} has ${difference}: one coil matrix can't apply to both`,
  );
}
