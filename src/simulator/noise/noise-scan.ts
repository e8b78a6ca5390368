import { type Acquisition, formatHeader, type MrdHeaderInput, parseHeader } from "../../mrd/index.ts";
import { readoutSamples } from "../encoding/epi-timing.ts";
import { noiseReadouts } from "../encoding/readouts.ts";
import { coilName, systemHeader } from "../encoding/system-header.ts";
import { PhantomError } from "../errors.ts";
import { noiseScanId, noiseScanUid } from "../identity.ts";
import { FIELD_OF_VIEW_MM } from "../object/geometry.ts";
import type { PhantomOptions, PhantomSettings } from "../options/options.ts";
import { phantomSettings } from "../options/settings.ts";
import type { Phantom } from "../phantom.ts";
import { noiseCovariance, noiseSource } from "./noise.ts";

/** Makes the scan's noise independent of the measurement's, with the same covariance. */
const OTHER_STREAM = 0x9e3779b9;

/**
 * The noise measurement that {@link phantom} with the same options depends on: `noiseDependency` noise readouts and
 * nothing else. Its only array is `noise_covariance`, in the order of its own coils, which `coilLabel` names.
 * @throws PhantomError `bad-option`, also if there is no dependency
 */
export function noiseScan(options: PhantomOptions): Phantom {
  const settings = phantomSettings(options);
  const { coils, noiseDependency } = settings;
  if (noiseDependency === 0) throw new PhantomError("noiseDependency must be at least 1 for a noise scan, not 0");
  const uid = noiseScanUid(settings);
  const order = coilOrder(settings);
  const covariance = noiseCovariance(settings);
  const permuted = order.flatMap((i) => order.flatMap((j) => [2 * (i * coils + j), 2 * (i * coils + j) + 1]));
  const data = Float32Array.from(permuted, (at) => covariance[at]!);
  return {
    header: parseHeader(formatHeader(noiseHeader(settings, order))),
    acquisitionCount: noiseDependency,
    *acquisitions() {
      const addNoise = noiseSource({ ...settings, seed: (settings.seed ^ OTHER_STREAM) >>> 0 });
      for (const readout of noiseReadouts(settings, noiseDependency, uid, addNoise)) yield reordered(readout, order);
    },
    *waveforms() {},
    arrays: [{ name: "noise_covariance", shape: [1, coils, coils], data }],
  };
}

/** The coils by their channel in the scan. */
function coilOrder({ coils, permuteNoiseCoils }: PhantomSettings): number[] {
  return Array.from({ length: coils }, (_, channel) => (permuteNoiseCoils ? (channel + 1) % coils : channel));
}

function reordered(readout: Acquisition, order: readonly number[]): Acquisition {
  const length = readout.data.length / order.length;
  const data = new Float32Array(readout.data.length);
  for (const [channel, coil] of order.entries()) {
    data.set(readout.data.subarray(length * coil, length * (coil + 1)), length * channel);
  }
  return { ...readout, data };
}

/** A header needs an encoding: here one line as long as the readouts. */
function noiseHeader(settings: PhantomSettings, order: readonly number[]): MrdHeaderInput {
  const samples = readoutSamples(settings);
  const space = {
    matrixSize: { x: samples, y: 1, z: 1 },
    fieldOfViewMm: { x: FIELD_OF_VIEW_MM * settings.oversampling, y: FIELD_OF_VIEW_MM, z: FIELD_OF_VIEW_MM },
  };
  return {
    ...systemHeader(order.map(coilName)),
    measurementInformation: {
      measurementId: noiseScanId(settings),
      patientPosition: "HFS",
      protocolName: "noise",
      seriesDescription: "Receiver noise",
    },
    encoding: [
      {
        encodedSpace: space,
        reconSpace: space,
        encodingLimits: {
          kspaceEncodingStep0: { minimum: 0, maximum: samples - 1, center: Math.floor(samples / 2) },
        },
        trajectory: "cartesian",
      },
    ],
  };
}
