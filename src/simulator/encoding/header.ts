import type { EncodingSpace, Limit, MrdHeaderInput } from "../../mrd/index.ts";
import { contrastTimesMs } from "../object/contrast.ts";
import { FIELD_OF_VIEW_MM, thicknessMm } from "../object/geometry.ts";
import { calibrationModeOf, latticeCount, shotCount } from "../options/acceleration-settings.ts";
import { hasEpiReference, hasGradientEchoReference } from "../options/epi-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { isCartesian } from "../options/trajectory-settings.ts";
import { ecgInformation } from "./ecg.ts";
import { encodings } from "./encodings.ts";
import { epiDescription, gradientEchoEncoding } from "./epi-header.ts";
import { epiTiming } from "./epi-timing.ts";
import { lineAxis, partitionAxis, readoutAxis, readoutPixels, type SampledAxis } from "./sampling.ts";
import { coilName, systemHeader } from "./system-header.ts";
import { REPETITION_TIME_MS } from "./timing.ts";
import { interleafCount } from "./trajectory.ts";
import { trajectoryDescription } from "./trajectory-header.ts";

/** ID of a measurement, and of the one that it depends on. */
export interface MeasurementIds {
  readonly measurementId: string;
  /** ID of the noise scan, if there is one. */
  readonly noiseMeasurementId?: string | undefined;
}

/** The MRD header of a synthetic measurement. */
export function phantomHeader(settings: PhantomSettings, ids: MeasurementIds): MrdHeaderInput {
  const images = encodings(settings).map((each) => encoding(each, settings));
  const coilNames = Array.from({ length: settings.coils }, (_, coil) => coilName(coil));
  return {
    ...systemHeader(coilNames),
    measurementInformation: {
      measurementId: ids.measurementId,
      patientPosition: "HFS",
      protocolName: settings.protocol,
      seriesDescription: "Shepp-Logan phantom",
      ...(ids.noiseMeasurementId !== undefined && {
        measurementDependency: [{ dependencyType: "Noise", measurementId: ids.noiseMeasurementId }],
      }),
    },
    encoding: hasGradientEchoReference(settings) ? [...images, gradientEchoEncoding(images[0]!, settings)] : images,
    sequenceParameters: {
      tr: [REPETITION_TIME_MS],
      te: contrastTimesMs(settings),
      flipAngleDeg: [15],
      ...(settings.epi && { echoSpacing: [epiTiming(settings).total / 1000] }),
    },
    ...(settings.waveforms && { waveformInformation: [ecgInformation] }),
  };
}

/** @param measurement the settings of the first encoding, whose shots count as repetitions for all encodings */
function encoding(
  settings: PhantomSettings,
  measurement: PhantomSettings,
): NonNullable<MrdHeaderInput["encoding"]>[number] {
  const { slices, averages, contrasts, phases, sets, segments, acceleration } = settings;
  return {
    encodedSpace: encodedSpace(settings),
    reconSpace: reconSpace(settings),
    encodingLimits: {
      kspaceEncodingStep0: acquired(readoutAxis(settings)),
      kspaceEncodingStep1: isCartesian(settings) ? acquired(lineAxis(settings)) : counted(interleafCount(settings)),
      kspaceEncodingStep2: acquired(partitionAxis(settings)),
      average: counted(averages),
      slice: counted(slices),
      contrast: counted(contrasts),
      phase: counted(phases),
      repetition: counted(measurement.repetitions * shotCount(measurement)),
      set: counted(sets),
      segment: counted(hasEpiReference(settings) ? Math.max(segments, acceleration) : segments),
    },
    ...traversal(settings),
    ...(latticeCount(settings) > 1 && { parallelImaging: parallelImaging(settings) }),
  };
}

function traversal(settings: PhantomSettings) {
  if (!isCartesian(settings)) return trajectoryDescription(settings);
  return settings.epi ? epiDescription(settings) : ({ trajectory: "cartesian" } as const);
}

function parallelImaging(settings: PhantomSettings) {
  const { acceleration, accelerationZ, singleLattice } = settings;
  const calibrationMode = calibrationModeOf(settings);
  return {
    accelerationFactor: { kspaceEncodingStep1: acceleration, kspaceEncodingStep2: accelerationZ },
    ...(calibrationMode !== undefined && { calibrationMode }),
    ...(!singleLattice && { interleavingDimension: "repetition" as const }),
  };
}

/** The full grid, whatever part of it is acquired. Its pixels have the object's size. */
function encodedSpace(settings: PhantomSettings): EncodingSpace {
  const { matrix, matrixY, partitions } = settings;
  const x = readoutPixels(settings);
  const lines = lineAxis(settings).full;
  return {
    matrixSize: { x, y: lines, z: partitions },
    fieldOfViewMm: {
      x: FIELD_OF_VIEW_MM * (x / matrix),
      y: FIELD_OF_VIEW_MM * (lines / matrixY),
      z: thicknessMm(settings),
    },
  };
}

function reconSpace(settings: PhantomSettings): EncodingSpace {
  const { matrix, matrixY, partitions, reconMatrix } = settings;
  const y = Math.round((reconMatrix * matrixY) / matrix);
  return {
    matrixSize: { x: reconMatrix, y, z: partitions },
    fieldOfViewMm: { x: FIELD_OF_VIEW_MM, y: FIELD_OF_VIEW_MM, z: thicknessMm(settings) },
  };
}

/** Counters start at 0 with the first acquired line, as on scanners. The centre defines the position on the grid. */
function acquired({ acquired, center }: SampledAxis): Limit {
  return { minimum: 0, maximum: acquired - 1, center };
}

function counted(count: number): Limit {
  return { minimum: 0, maximum: count - 1, center: 0 };
}
