import type { MrdHeader } from "../../mrd/index.ts";
import {
  acquisitionTimeMs,
  isPhaseAlongRows,
  processingText,
  sequenceValues,
  seriesDescription,
  type Volume,
} from "../image-series/index.ts";

const letters = { magnitude: "M", phase: "P", real: "R", imag: "I", rgb: "RGB", complex: "C" } as const;

/** Metadata of a volume in JSON, by the names and units of BIDS. Nothing about the patient. */
export function sidecar(volume: Volume, header: MrdHeader | undefined, version: string): Record<string, unknown> {
  const first = volume.images.flat().find((each) => each !== undefined)!;
  const { attributes, image, geometry } = first;
  const { repetitionTimeMs, echoTimeMs, inversionTimeMs, flipAngleDeg } = sequenceValues(image, attributes, header);
  const system = header?.acquisitionSystemInformation;
  const measurement = header?.measurementInformation;
  const encoding = header?.encoding[0];
  const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
  const hertz = header?.experimentalConditions?.h1ResonanceFrequencyHz;
  const factor = encoding?.parallelImaging?.accelerationFactor?.kspaceEncodingStep1;
  return {
    Modality: "MR",
    MagneticFieldStrength: system?.systemFieldStrengthT,
    ImagingFrequency: hertz === undefined ? undefined : hertz / 1e6,
    Manufacturer: system?.systemVendor,
    ManufacturersModelName: system?.systemModel,
    InstitutionName: system?.institutionName,
    StationName: system?.stationName,
    PatientPosition: measurement?.patientPosition,
    MRAcquisitionType: (encoding?.encodedSpace.matrixSize.z ?? volume.shape[2]) > 1 ? "3D" : "2D",
    SeriesDescription: seriesDescription(attributes, header) || undefined,
    ProtocolName: measurement?.protocolName,
    SequenceName: measurement?.sequenceName,
    ImageType: ["ORIGINAL", "PRIMARY", letters[volume.part]],
    SeriesNumber: volume.series + 1,
    Units: volume.part === "phase" && volume.arrayName.startsWith("Float") ? "rad" : undefined,
    EchoNumber: (header?.sequenceParameters?.te.length ?? 0) > 1 ? volume.contrast + 1 : undefined,
    EchoTime: seconds(echoTimeMs),
    RepetitionTime: seconds(repetitionTimeMs),
    InversionTime: seconds(inversionTimeMs),
    FlipAngle: flipAngleDeg,
    SliceThickness: geometry.spacingMm[2],
    SpacingBetweenSlices: volume.shape[2] > 1 ? Math.hypot(...volume.axesMm[2]) : undefined,
    SliceTiming: sliceTiming(volume),
    EchoTrainLength: encoding?.echoTrainLength,
    ParallelReductionFactorInPlane: factor !== undefined && factor > 1 ? factor : undefined,
    PhaseEncodingAxis: isPhaseAlongRows(attributes) ? "i" : "j",
    ImageOrientationPatientDICOM: [...geometry.rowDir, ...geometry.columnDir],
    ImageComments: processingText(attributes),
    ConversionSoftware: "Larmor",
    ConversionSoftwareVersion: version,
  };
}

/** Seconds from the start of the first volume to each of its slices, if their times are known. */
function sliceTiming({ images }: Volume): number[] | undefined {
  const times = (images[0] ?? []).map((each) => (each === undefined ? undefined : acquisitionTimeMs(each.image)));
  if (times.length < 2 || times.some((time) => time === undefined)) return undefined;
  const start = Math.min(...(times as number[]));
  return (times as number[]).map((time) => (time - start) / 1000);
}

/** Seconds from one volume to the next: by the clock, else the repetition time; 0 if it is not known. */
export function secondsPerVolume(volume: Volume, header: MrdHeader | undefined): number {
  const [first, second] = volume.images.map(([image]) => image);
  const [start, end] = [first, second].map((each) => each && acquisitionTimeMs(each.image));
  if (start !== undefined && end !== undefined && end > start) return (end - start) / 1000;
  const any = volume.images.flat().find((each) => each !== undefined)!;
  return (sequenceValues(any.image, any.attributes, header).repetitionTimeMs ?? 0) / 1000;
}
