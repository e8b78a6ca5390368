import { filter, map } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError, mixedReadout } from "../src/gadget/index.ts";
import { type Acquisition, AcquisitionFlag } from "../src/mrd/index.ts";
import { CovarianceAccumulator, NotPositiveDefiniteError, whiteningMatrix } from "../src/numerics/index.ts";

/** B where the header has none: what Siemens receivers let through. */
const DEFAULT_RECEIVER_BANDWIDTH = 0.793;

/**
 * Prewhitens the coils. Noise readouts are gathered, C = DᴴD / (samples − 1), and dropped; at the first other readout
 * C = RᴴR gives W = s·R⁻¹ with s = √(2 · dwell of data / dwell of noise · B), and every readout becomes D·W. So noise has
 * unit variance in each of real and imaginary part. B is the header's relativeReceiverNoiseBandwidth.
 */
export default defineGadget({
  name: "noise-adjust",
  summary: "Prewhiten the coils with the measurement's own noise readouts.",
  in: ["acquisition"],
  out: ["acquisition"],
  parameters: {
    scaleOnlyCoils: Type.Array(Type.String(), {
      default: [],
      description: "Names of coils that are scaled, but not mixed with others.",
    }),
    onSingular: Type.Enum(["error", "drop"], {
      default: "error",
      description: "What to do with a dead or redundant coil: fail and name it, or whiten the others and zero it.",
    }),
  },
  defers: true,
  linear: true,
  create({ header, tell }, { scaleOnlyCoils, onSingular }) {
    const { relativeReceiverNoiseBandwidth = 0, coilLabel = [] } = header.acquisitionSystemInformation ?? {};
    const bandwidth = relativeReceiverNoiseBandwidth > 0 ? relativeReceiverNoiseBandwidth : DEFAULT_RECEIVER_BANDWIDTH;
    const coilName = (coil: number) =>
      `coil ${coil}${coilLabel[coil]?.coilName ? ` (${coilLabel[coil].coilName})` : ""}`;

    type State =
      | { readonly phase: "gathering"; readonly noise?: CovarianceAccumulator; readonly dwellUs?: number }
      | { readonly phase: "whitening"; readonly matrix: Float32Array; readonly coils: number }
      | { readonly phase: "ignoring" };
    let state: State = { phase: "gathering" };
    let late = false;

    const gather = ({ header, data }: Acquisition) => {
      if (state.phase !== "gathering") {
        if (!late) tell("warning", `noise readouts after image data are not used, from ${header.scanCounter} on`);
        late = true;
        return;
      }
      const noise: CovarianceAccumulator = state.noise ?? new CovarianceAccumulator(header.activeChannels);
      requireCoils(header.scanCounter, header.activeChannels, noise.coils);
      noise.add(data, header.numberOfSamples);
      state = { phase: "gathering", noise, dwellUs: header.sampleTimeUs };
    };

    const factorize = (noise: CovarianceAccumulator, scale: number): State => {
      const alone = scaleOnlyCoils.map((name) => {
        const coil = coilLabel.findIndex(({ coilName }) => coilName === name);
        if (coil >= 0 && coil < noise.coils) return coil;
        throw new GadgetError("unknown-coil", `scaleOnlyCoils names '${name}', which is no coil of this measurement`);
      });
      try {
        const options = { scale, alone, drop: onSingular === "drop" };
        const { matrix, dropped } = whiteningMatrix(noise.covariance(), noise.coils, options);
        if (dropped.length > 0) tell("warning", `dead or redundant, set to zero: ${dropped.map(coilName).join(", ")}`);
        return { phase: "whitening", matrix: Float32Array.from(matrix), coils: noise.coils };
      } catch (error) {
        if (!(error instanceof NotPositiveDefiniteError)) throw error;
        const advice = "look at that coil, or set `onSingular: drop` to reconstruct without it";
        throw new GadgetError("singular-noise", `${coilName(error.row)} is dead or a mixture of others; ${advice}`, {
          cause: error,
        });
      }
    };

    const whiten = (acquisition: Acquisition): Acquisition => {
      const { header } = acquisition;
      if (state.phase === "gathering") {
        const { noise, dwellUs = 0 } = state;
        if (noise === undefined) {
          tell("warning", "no noise readouts came before the image data, which are not prewhitened");
          state = { phase: "ignoring" };
        } else {
          const dwellsKnown = header.sampleTimeUs > 0 && dwellUs > 0;
          state = factorize(noise, dwellsKnown ? Math.sqrt(2 * (header.sampleTimeUs / dwellUs) * bandwidth) : 1);
          tell("info", `prewhitening with ${noise.samples} noise samples of ${noise.coils} coils`);
        }
      }
      if (state.phase !== "whitening") return acquisition;
      requireCoils(header.scanCounter, header.activeChannels, state.coils);
      return mixedReadout(acquisition, state.matrix);
    };

    return (source) =>
      source.pipe(
        map((acquisition) => {
          if (!acquisition.header.has(AcquisitionFlag.noiseMeasurement)) return whiten(acquisition);
          gather(acquisition);
          return undefined;
        }),
        filter((acquisition) => acquisition !== undefined),
      );
  },
});

function requireCoils(scanCounter: number, coils: number, expected: number): void {
  if (coils === expected) return;
  throw new GadgetError(
    "coil-mismatch",
    `readout ${scanCounter} has ${coils} channels, but the noise was measured with ${expected}`,
  );
}
