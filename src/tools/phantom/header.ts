import type { EncodingSpace, Limit, MrdHeaderInput } from "../../mrd/index.ts";
import { ecgInformation } from "./ecg.ts";
import { FIELD_OF_VIEW_MM, thicknessMm } from "./geometry.ts";
import type { PhantomSettings } from "./options.ts";
import { REPETITION_TIME_MS } from "./timing.ts";

const FIELD_STRENGTH_T = 1.5;
/** CODATA 2018, in Hz. */
const PROTON_FREQUENCY_PER_TESLA = 42_577_478.518;

/** The MRD header of a synthetic measurement. */
export function phantomHeader(settings: PhantomSettings, measurementUid: number): MrdHeaderInput {
  const { matrix, matrixY, partitions, slices, coils, oversampling, repetitions, acceleration } = settings;
  const readout = matrix * oversampling;
  return {
    subjectInformation: { patientName: "Phantom", patientId: "SheppLoganPhantom" },
    measurementInformation: {
      measurementId: `phantom_${measurementUid}`,
      patientPosition: "HFS",
      protocolName: settings.protocol,
      seriesDescription: "Shepp-Logan phantom",
    },
    acquisitionSystemInformation: {
      systemVendor: "Larmor",
      systemModel: "Phantom",
      systemFieldStrengthT: FIELD_STRENGTH_T,
      relativeReceiverNoiseBandwidth: 1, // white noise has passed no receiver's filter
      receiverChannels: coils,
      coilLabel: Array.from({ length: coils }, (_, coil) => ({ coilNumber: coil, coilName: `C${coil + 1}` })),
    },
    experimentalConditions: { h1ResonanceFrequencyHz: Math.round(FIELD_STRENGTH_T * PROTON_FREQUENCY_PER_TESLA) },
    encoding: [
      {
        encodedSpace: space(settings, oversampling),
        reconSpace: space(settings, 1),
        encodingLimits: {
          kspaceEncodingStep0: centred(readout),
          kspaceEncodingStep1: centred(matrixY),
          kspaceEncodingStep2: centred(partitions),
          average: counted(1),
          slice: counted(slices),
          contrast: counted(1),
          phase: counted(1),
          repetition: counted(repetitions * acceleration),
          set: counted(1),
          segment: counted(1),
        },
        trajectory: "cartesian",
        ...(acceleration > 1 && { parallelImaging: parallelImaging(settings) }),
      },
    ],
    sequenceParameters: { tr: [REPETITION_TIME_MS], te: [REPETITION_TIME_MS / 2], flipAngleDeg: [15] },
    ...(settings.waveforms && { waveformInformation: [ecgInformation] }),
  };
}

function parallelImaging({ acceleration, calibrationWidth }: PhantomSettings) {
  return {
    accelerationFactor: { kspaceEncodingStep1: acceleration, kspaceEncodingStep2: 1 },
    calibrationMode: calibrationWidth > 0 ? "embedded" : "interleaved",
    interleavingDimension: "repetition",
  } as const;
}

function space(settings: PhantomSettings, oversampling: number): EncodingSpace {
  const { matrix, matrixY, partitions } = settings;
  return {
    matrixSize: { x: matrix * oversampling, y: matrixY, z: partitions },
    fieldOfViewMm: { x: FIELD_OF_VIEW_MM * oversampling, y: FIELD_OF_VIEW_MM, z: thicknessMm(settings) },
  };
}

function centred(count: number): Limit {
  return { minimum: 0, maximum: count - 1, center: Math.floor(count / 2) };
}

function counted(count: number): Limit {
  return { minimum: 0, maximum: count - 1, center: 0 };
}
