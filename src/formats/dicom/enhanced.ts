import type { NamedElements } from "./library.ts";
import { decimalString, stableUid } from "./values.ts";

const ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1";

/** Components of complex images, by the letter of the image type. */
const components: Readonly<Record<string, string>> = { P: "PHASE", R: "REAL", I: "IMAGINARY" };

/** A frame: the elements of its image as a file of its own. */
export type Frame = NamedElements;

/** Elements of single images that enhanced ones have in their functional groups, or not at all. */
const perFrame: ReadonlySet<string> = new Set([
  "ImageOrientationPatient",
  "ImagePositionPatient",
  "PixelSpacing",
  "SliceThickness",
  "SpacingBetweenSlices",
  "SliceLocation",
  "WindowCenter",
  "WindowWidth",
  "VOILUTFunction",
  "RescaleIntercept",
  "RescaleSlope",
  "RescaleType",
  "EchoTime",
  "EchoTrainLength",
  "TriggerTime",
  "EchoNumbers",
  "ScanningSequence",
  "SequenceVariant",
  "ScanOptions",
  "ImagingFrequency",
  "ImagedNucleus",
  "InPlanePhaseEncodingDirection",
  "AcquisitionMatrix",
  "SequenceName",
  "AcquisitionDate",
  "AcquisitionTime",
  "AcquisitionNumber",
  "TemporalPositionIdentifier",
  "NumberOfTemporalPositions",
  "MRAcquisitionType",
  "Laterality",
  "SOPClassUID",
  "SOPInstanceUID",
]);

/**
 * The elements of an enhanced MR image (DICOM PS3.3 A.36.2) of frames of one series, size and type of pixels. It is
 * called derived: of an original one, DICOM demands attributes of the sequence that an MRD header does not have.
 */
export function enhancedElements(frames: readonly Frame[]): NamedElements {
  const [first] = frames as [Frame];
  const shared = Object.fromEntries(Object.entries(first).filter(([name]) => !perFrame.has(name)));
  const letter = (first.ImageType as string[])[2] ?? "M";
  const frameType = ["DERIVED", "PRIMARY", "OTHER", "NONE"];
  const kind = {
    PixelPresentation: "MONOCHROME",
    VolumetricProperties: "VOLUME",
    VolumeBasedCalculationTechnique: "NONE",
    ComplexImageComponent: components[letter] ?? "MAGNITUDE",
    AcquisitionContrast: "UNKNOWN",
  };
  const uid = stableUid("enhanced", ...frames.map(({ SOPInstanceUID }) => String(SOPInstanceUID)));
  const organization = stableUid("dimensions", uid);
  const stack = stackOf(frames);
  const spacing = first.SpacingBetweenSlices ?? stackSpacing(frames);
  return {
    ...shared,
    SOPClassUID: ENHANCED_MR,
    SOPInstanceUID: uid,
    InstanceNumber: "1",
    ContentDate: shared.ContentDate || "19000101", // required, and a date of today would change the image's UID
    ContentTime: shared.ContentTime || "000000",
    ImageType: frameType,
    ...kind,
    Manufacturer: shared.Manufacturer || "UNKNOWN",
    ManufacturerModelName: shared.ManufacturerModelName ?? "UNKNOWN",
    DeviceSerialNumber: shared.DeviceSerialNumber ?? "UNKNOWN",
    ContentQualification: "RESEARCH",
    BurnedInAnnotation: "NO",
    LossyImageCompression: "00",
    PresentationLUTShape: "IDENTITY",
    ApplicableSafetyStandardAgency: "IEC", // whose standard for MR scanners is the only one
    AcquisitionContextSequence: [],
    NumberOfFrames: String(frames.length),
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: ["00209056", "00209057", "00209128"].map((pointer) => ({
      DimensionOrganizationUID: organization,
      DimensionIndexPointer: pointer,
      FunctionalGroupPointer: "00209111",
    })),
    SharedFunctionalGroupsSequence: [
      {
        PixelMeasuresSequence: [
          {
            ...pick(first, ["PixelSpacing", "SliceThickness"]),
            ...(spacing !== undefined && { SpacingBetweenSlices: spacing }),
          },
        ],
        FrameAnatomySequence: [
          {
            FrameLaterality: "U",
            AnatomicRegionSequence: [
              { CodeValue: "38266002", CodingSchemeDesignator: "SCT", CodeMeaning: "Entire body" },
            ],
          },
        ],
        MRImageFrameTypeSequence: [{ FrameType: frameType, ...kind }],
      },
    ],
    PerFrameFunctionalGroupsSequence: frames.map((frame, i) => frameGroups(frame, stack[i]!)),
  };
}

function frameGroups(frame: Frame, { position, time }: StackPlace): NamedElements {
  const echoTime = frame.EchoTime === undefined || frame.EchoTime === "" ? undefined : Number(frame.EchoTime);
  return {
    FrameContentSequence: [
      {
        StackID: "1",
        InStackPositionNumber: position,
        TemporalPositionIndex: time,
        DimensionIndexValues: [1, position, time],
        FrameAcquisitionNumber: Number(frame.AcquisitionNumber),
        ...(frame.AcquisitionDate !== undefined &&
          frame.AcquisitionTime !== undefined && {
            FrameAcquisitionDateTime: `${frame.AcquisitionDate}${frame.AcquisitionTime}`,
            FrameReferenceDateTime: `${frame.AcquisitionDate}${frame.AcquisitionTime}`,
          }),
      },
    ],
    PlanePositionSequence: [pick(frame, ["ImagePositionPatient"])],
    PlaneOrientationSequence: [pick(frame, ["ImageOrientationPatient"])],
    FrameVOILUTSequence: [pick(frame, ["WindowCenter", "WindowWidth", "VOILUTFunction"])],
    PixelValueTransformationSequence: [
      {
        RescaleIntercept: frame.RescaleIntercept ?? "0",
        RescaleSlope: frame.RescaleSlope ?? "1",
        RescaleType: "US",
      },
    ],
    ...(echoTime !== undefined && { MREchoSequence: [{ EffectiveEchoTime: echoTime }] }),
  };
}

/** Where a frame is in its stack, and among frames of the same place, both from 1. */
interface StackPlace {
  readonly position: number;
  readonly time: number;
}

function stackOf(frames: readonly Frame[]): StackPlace[] {
  const keys = frames.map(({ SliceLocation }) => Number(SliceLocation));
  const places = [...new Set(keys)].toSorted((a, b) => a - b);
  const seen = new Map<number, number>();
  return keys.map((key) => {
    const time = (seen.get(key) ?? 0) + 1;
    seen.set(key, time);
    return { position: places.indexOf(key) + 1, time };
  });
}

/** Distance of neighbouring frames of a stack, if it is always the same. */
function stackSpacing(frames: readonly Frame[]): string | undefined {
  const places = [...new Set(frames.map(({ SliceLocation }) => Number(SliceLocation)))].toSorted((a, b) => a - b);
  const [first, second] = places;
  if (first === undefined || second === undefined) return undefined;
  const mean = (places.at(-1)! - first) / (places.length - 1);
  const isEven = places.every((place, i) => Math.abs(place - first - i * mean) < 0.01 * mean);
  return isEven ? decimalString(mean) : undefined;
}

function pick(from: Frame, names: readonly string[]): NamedElements {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
