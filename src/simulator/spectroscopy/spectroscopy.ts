import {
  type Acquisition,
  AcquisitionFlag,
  flagMask,
  formatHeader,
  type MrdHeaderInput,
  parseHeader,
} from "../../mrd/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { coilName, systemHeader } from "../encoding/system-header.ts";
import { measurementUid } from "../identity.ts";
import { noiseSource } from "../noise/noise.ts";
import { FIELD_OF_VIEW_MM, positionMm, thicknessMm } from "../object/geometry.ts";
import { commonHeader, moment } from "../object/receiver.ts";
import { birdcageSensitivities, sheppLogan } from "../object/shepp-logan.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { Phantom } from "../phantom.ts";
import { freeInductionDecay } from "./metabolites.ts";

/** Time between the samples of a spectrum without oversampling: a spectral width of 2 kHz. */
const DWELL_US = 500;

/**
 * A measurement of spectra. Voxels have the intensities of the Shepp-Logan phantom, a single one has intensity 1 and is
 * off the centre, so that the coils differ. Its arrays: `voxels` `[segments][lines]`, `csm`
 * `[1][coils][segments][lines]` and `time_signal` `[samples]` without oversampling, whose product is the signal.
 */
export function spectroscopyPhantom(settings: PhantomSettings): Phantom {
  const { spectrumSamples, oversampling, coils, averages, noiseReadouts } = settings;
  const header = parseHeader(formatHeader(spectroscopyHeader(settings)));
  const { h1ResonanceFrequencyHz: resonanceHz } = systemHeader([]).experimentalConditions;
  const voxels = voxelsOf(settings);
  const samples = spectrumSamples * oversampling;
  const signal = freeInductionDecay(samples, DWELL_US / oversampling, resonanceHz);
  const lines = linesOf(settings);
  const acquisitionCount = noiseReadouts + averages * lines ** 2;
  return {
    header,
    acquisitionCount,
    acquisitions: () => decays(settings, kSpaceOf(voxels, lines, coils), signal),
    *waveforms() {},
    arrays: [
      { name: "voxels", shape: [lines, lines], data: voxels.object },
      { name: "csm", shape: [1, coils, lines, lines], data: voxels.sensitivities },
      {
        name: "time_signal",
        shape: [spectrumSamples],
        data: freeInductionDecay(spectrumSamples, DWELL_US, resonanceHz),
      },
    ],
  };
}

/** Voxels along each phase encoding. */
function linesOf({ spectroscopy, voxels }: PhantomSettings): number {
  return spectroscopy === "imaging" ? voxels : 1;
}

interface Voxels {
  /** `[segments][lines]` complex, interleaved. */
  readonly object: Float32Array<ArrayBuffer>;
  /** `[coils][segments][lines]` complex, interleaved. */
  readonly sensitivities: Float32Array<ArrayBuffer>;
}

function voxelsOf(settings: PhantomSettings): Voxels {
  const { coils, spectroscopy } = settings;
  const lines = linesOf(settings);
  if (spectroscopy === "imaging") {
    return { object: sheppLogan(lines, lines), sensitivities: birdcageSensitivities(lines, lines, coils) };
  }
  const corner = birdcageSensitivities(2, 2, coils);
  const sensitivities = Float32Array.from({ length: 2 * coils }, (_, i) => corner[8 * Math.floor(i / 2) + (i % 2)]!);
  return { object: Float32Array.of(1, 0), sensitivities };
}

/** The unitary transform of the voxels as each coil receives them: `[coils][segments][lines]` complex, interleaved. */
function kSpaceOf({ object, sensitivities }: Voxels, lines: number, coils: number): Float32Array {
  const kSpace = sensitivities.map((value, i) => value * object[2 * Math.floor((i % object.length) / 2)]!);
  for (const axis of [0, 1]) transformAxis(kSpace, [lines, lines, coils], axis, "forward");
  return kSpace;
}

function* decays(settings: PhantomSettings, kSpace: Float32Array, signal: Float32Array): Generator<Acquisition> {
  const { coils, averages, noiseReadouts } = settings;
  const lines = linesOf(settings);
  const samples = signal.length / 2;
  const addNoise = noiseSource(settings);
  const common = commonHeader(settings, measurementUid(settings)).with({
    numberOfSamples: samples,
    position: positionMm(settings, 0),
    sampleTimeUs: DWELL_US / settings.oversampling,
  });
  let scanCounter = 0;
  const readout = (weights: Float32Array, fields: Parameters<typeof common.with>[0]): Acquisition => {
    const data = new Float32Array(2 * samples * coils);
    for (let coil = 0; coil < coils; coil += 1) {
      const [re, im] = [weights[2 * coil]!, weights[2 * coil + 1]!];
      for (let i = 0; i < samples; i += 1) {
        const at = 2 * (coil * samples + i);
        data[at] = re * signal[2 * i]! - im * signal[2 * i + 1]!;
        data[at + 1] = re * signal[2 * i + 1]! + im * signal[2 * i]!;
      }
    }
    addNoise(data);
    const header = common.with({ ...moment(scanCounter, settings), ...fields });
    scanCounter += 1;
    return { kind: "acquisition", header, trajectory: new Float32Array(0), data };
  };

  const silence = new Float32Array(2 * coils);
  for (let i = 0; i < noiseReadouts; i += 1) {
    yield readout(silence, { flags: flagMask(AcquisitionFlag.noiseMeasurement) });
  }
  const encodings = lines ** 2;
  const count = averages * encodings;
  for (let i = 0; i < count; i += 1) {
    const [average, encoding] = [Math.floor(i / encodings), i % encodings];
    const weights = Float32Array.from(silence, (_, at) => {
      return kSpace[2 * (Math.floor(at / 2) * encodings + encoding) + (at % 2)]!;
    });
    yield readout(weights, {
      kspaceEncodeStep1: encoding % lines,
      segment: Math.floor(encoding / lines),
      average,
      flags: i === count - 1 ? flagMask(AcquisitionFlag.lastInSlice) : 0n,
    });
  }
}

function spectroscopyHeader(settings: PhantomSettings): MrdHeaderInput {
  const { coils, averages, spectrumSamples, oversampling, protocol } = settings;
  const lines = linesOf(settings);
  const fieldOfViewMm = { x: FIELD_OF_VIEW_MM, y: FIELD_OF_VIEW_MM, z: thicknessMm(settings) };
  const counted = (count: number, center = 0) => ({ minimum: 0, maximum: count - 1, center });
  return {
    ...systemHeader(Array.from({ length: coils }, (_, coil) => coilName(coil))),
    measurementInformation: {
      measurementId: `phantom_${measurementUid(settings)}`,
      patientPosition: "HFS",
      protocolName: protocol,
      seriesDescription: "Spectroscopy phantom",
    },
    encoding: [
      {
        encodedSpace: { matrixSize: { x: spectrumSamples * oversampling, y: lines, z: 1 }, fieldOfViewMm },
        reconSpace: { matrixSize: { x: 1, y: lines, z: 1 }, fieldOfViewMm },
        encodingLimits: {
          kspaceEncodingStep1: counted(lines, Math.floor(lines / 2)),
          segment: counted(lines, Math.floor(lines / 2)),
          average: counted(averages),
        },
        trajectory: "cartesian",
      },
    ],
    userParameters: {
      userParameterLong: [{ name: "SpecVectorSize", value: spectrumSamples }],
      userParameterDouble: [{ name: "DwellTime_0", value: DWELL_US / oversampling }],
    },
  };
}
