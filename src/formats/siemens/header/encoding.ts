import type { MrdHeaderInput } from "../../../mrd/index.ts";
import type { Protocol } from "../protocol/index.ts";
import type { LimitedCounter, Survey } from "../readouts/index.ts";
import { trajectoryOf } from "./trajectory.ts";

type Encoding = NonNullable<MrdHeaderInput["encoding"]>[number];
type Limits = NonNullable<Encoding["encodingLimits"]>;

const slice = "MEAS.sSliceArray.asSlice.0";

/** The encoding of a measurement. What the protocol lacks is taken from the readouts. */
export function encodingOf(protocol: Protocol, survey: Survey): Encoding {
  const number = (path: string) => protocol.number(path);
  const { trajectory, description, isCartesian } = trajectoryOf(protocol, survey);
  const oversampling = number("YAPS.flReadoutOSFactor") ?? 2;
  const base = number("MEAS.sKSpace.lBaseResolution");
  const columns = positive(number("IRIS.DERIVED.ImageColumns")) ?? base ?? Math.round(survey.samples / oversampling);
  const readFov = number(`${slice}.dReadoutFOV`) ?? 0;
  const phaseFov = number(`${slice}.dPhaseFOV`) ?? 0;
  const thickness = number(`${slice}.dThickness`) ?? 0;
  const phaseOversampling = number("IRIS.DERIVED.phaseOversampling") ?? 0;
  const sliceOversampling = number("MEAS.sKSpace.dSliceOversamplingForDialog") ?? 0;
  const pixel = (readFov * 0.5 * oversampling) / (base ?? columns);
  const lines =
    positive(number("IRIS.DERIVED.ImageLines")) ??
    (pixel > 0
      ? Math.floor((phaseFov * (1 + phaseOversampling)) / pixel + 0.5)
      : survey.maxima.kspaceEncodingStep1 + 1);
  const encodedLines = positive(number("YAPS.iPEFTLength")) ?? number("MEAS.sKSpace.lPhaseEncodingLines") ?? lines;
  const isInterpolated = number("MEAS.sKSpace.uc2DInterpolation") === 1;
  const slabLength = number("YAPS.i3DFTLength") ?? 1;
  const isSlab = slabLength > 1 && number("YAPS.iNoOfFourierPartitions") !== undefined;
  return {
    encodedSpace: {
      matrixSize: {
        x: isCartesian ? (positive(number("YAPS.iNoOfFourierColumns")) ?? survey.samples) : columns,
        y: isInterpolated ? Math.floor(encodedLines / 2) : encodedLines,
        z: isSlab ? slabLength : 1,
      },
      fieldOfViewMm: {
        x: isCartesian ? readFov * oversampling : readFov,
        y: phaseFov * (1 + phaseOversampling),
        z: thickness * (1 + sliceOversampling),
      },
    },
    reconSpace: {
      matrixSize: {
        x: columns,
        y: lines,
        z: slabLength > 1 ? (number("MEAS.sKSpace.lImagesPerSlab") ?? slabLength) : 1,
      },
      fieldOfViewMm: { x: readFov, y: phaseFov, z: thickness },
    },
    encodingLimits: limitsOf(protocol, survey, { isCartesian, isSlab }),
    trajectory,
    trajectoryDescription: description,
    parallelImaging: parallelImagingOf(protocol),
    echoTrainLength: echoTrainOf(protocol),
  };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

/** Ranges of the counters: those of the protocol, or of the readouts if they exceed them. */
function limitsOf(
  protocol: Protocol,
  survey: Survey,
  { isCartesian, isSlab }: { readonly isCartesian: boolean; readonly isSlab: boolean },
): Limits {
  const count = (path: string) => (protocol.number(path) ?? 1) - 1;
  const half = (path: string) => Math.floor((protocol.number(path) ?? 0) / 2);
  const limit = (counter: LimitedCounter, planned: number, center = 0) => {
    const maximum = Math.max(planned, survey.maxima[counter], 0);
    return { minimum: 0, maximum, center: Math.min(center, maximum) };
  };
  // Partial Fourier moves the centre; readouts have it.
  const line = (isCartesian ? survey.centerLine : undefined) ?? half("MEAS.sKSpace.lPhaseEncodingLines");
  const partition = (isCartesian ? survey.centerPartition : 0) ?? half("MEAS.sKSpace.lPartitions");
  return {
    kspaceEncodingStep1: limit("kspaceEncodingStep1", count("YAPS.iNoOfFourierLines"), line),
    kspaceEncodingStep2: limit(
      "kspaceEncodingStep2",
      isSlab ? count("YAPS.iNoOfFourierPartitions") : 0,
      isSlab ? partition : 0,
    ),
    average: limit("average", count("MEAS.lAverages")),
    slice: limit("slice", count("MEAS.sSliceArray.lSize")),
    contrast: limit("contrast", count("MEAS.lContrasts")),
    phase: limit("phase", count("MEAS.sPhysioImaging.lPhases")),
    repetition: limit("repetition", protocol.number("MEAS.lRepetitions") ?? 0),
    set: limit("set", count("YAPS.iNSet")),
    segment: limit("segment", segmentsOf(protocol)),
  };
}

/** The maximum of the segment counter. */
function segmentsOf(protocol: Protocol): number {
  const mode = protocol.number("MEAS.sFastImaging.ucSegmentationMode");
  if (mode === 2) return (protocol.number("MEAS.sFastImaging.lShots") ?? 1) - 1;
  const segments = protocol.number("MEAS.sFastImaging.lSegments") ?? 0;
  if (mode !== 1 || segments <= 1) return 0;
  const partitions = protocol.number("YAPS.iNoOfFourierPartitions") ?? 1;
  return Math.ceil((partitions * (protocol.number("YAPS.iNoOfFourierLines") ?? 0)) / segments);
}

/** By the protocol's mode of reference scans. */
const calibrations = {
  2: ["embedded"],
  4: ["separate"],
  8: ["separate"],
  16: ["interleaved", "average"],
  32: ["interleaved", "repetition"],
  64: ["interleaved", "phase"],
} as const;

function parallelImagingOf(protocol: Protocol): Encoding["parallelImaging"] {
  const mode = protocol.number("MEAS.sPat.ucRefScanMode") ?? 0;
  const [calibrationMode, dimension] = calibrations[mode as keyof typeof calibrations] ?? ["other"];
  return {
    accelerationFactor: {
      kspaceEncodingStep1: protocol.number("MEAS.sPat.lAccelFactPE") ?? 1,
      kspaceEncodingStep2: protocol.number("MEAS.sPat.lAccelFact3D") ?? 1,
    },
    calibrationMode,
    interleavingDimension: mode === 1 ? "other" : dimension,
  };
}

/** Number of echoes of a shot. */
function echoTrainOf(protocol: Protocol): number | undefined {
  const factors = ["lTurboFactor", "lEPIFactor"].map((name) => protocol.number(`MEAS.sFastImaging.${name}`) ?? 1);
  const longest = Math.max(...factors);
  return longest > 1 ? longest : undefined;
}
