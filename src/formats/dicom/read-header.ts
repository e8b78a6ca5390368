import { formatHeader } from "../../mrd/index.ts";
import { frameGeometry, numberOf, type ReadFrame, textOf } from "./frames.ts";

const positions = ["HFP", "HFS", "HFDR", "HFDL", "FFP", "FFS", "FFDR", "FFDL"] as const;
/** Hz per tesla, of hydrogen. */
const HYDROGEN = 42.577e6;

/**
 * An MRD header with what the files of a folder say, as FIRE's `dicom2mrd` makes it.
 * @param keepPatient include what identifies the patient
 */
export function headerOfFrames(frame: ReadFrame, echoTimes: readonly number[], keepPatient: boolean): string {
  const { elements, mosaic } = frame;
  const text = (name: string) => textOf(elements, name);
  const tiles = mosaic?.tilesPerRow ?? 1;
  const [x, y, z] = [
    (numberOf(elements, "Columns") ?? 1) / tiles,
    (numberOf(elements, "Rows") ?? 1) / tiles,
    mosaic?.planes ?? 1,
  ];
  const [dx, dy, dz] = frameGeometry(frame, [x, y])?.spacingMm ?? [1, 1, 1];
  const space = { matrixSize: { x, y, z }, fieldOfViewMm: { x: x * dx, y: y * dy, z: z * dz } };
  const tesla = numberOf(elements, "MagneticFieldStrength");
  const megahertz = numberOf(elements, "ImagingFrequency") ?? numberOf(elements, "TransmitterFrequency");
  const hertz = megahertz === undefined ? (tesla ?? 0) * HYDROGEN : megahertz * 1e6;
  const times = (name: string) => (numberOf(elements, name) === undefined ? [] : [numberOf(elements, name)!]);
  return formatHeader({
    ...(keepPatient && {
      subjectInformation: {
        patientName: text("PatientName"),
        patientId: text("PatientID"),
        patientBirthdate: date(text("PatientBirthDate")),
        patientGender: (["M", "F", "O"] as const).find((each) => each === text("PatientSex")),
        patientWeightKg: numberOf(elements, "PatientWeight"),
      },
    }),
    studyInformation: {
      studyDate: date(text("StudyDate")),
      studyTime: time(text("StudyTime")),
      ...(keepPatient && { studyId: text("StudyID"), accessionNumber: text("AccessionNumber") }),
      studyDescription: text("StudyDescription"),
      studyInstanceUid: text("StudyInstanceUID"),
      bodyPartExamined: text("BodyPartExamined"),
    },
    measurementInformation: {
      measurementId: text("SeriesInstanceUID"),
      seriesDate: date(text("SeriesDate")),
      seriesTime: time(text("SeriesTime")),
      patientPosition: positions.find((each) => each === text("PatientPosition")),
      protocolName: text("SeriesDescription") ?? text("ProtocolName"),
      frameOfReferenceUid: text("FrameOfReferenceUID"),
    },
    acquisitionSystemInformation: {
      systemVendor: text("Manufacturer"),
      systemModel: text("ManufacturerModelName"),
      systemFieldStrengthT: tesla,
      institutionName: text("InstitutionName"),
      stationName: text("StationName"),
    },
    experimentalConditions: { h1ResonanceFrequencyHz: Math.round(hertz) },
    encoding: [{ encodedSpace: space, reconSpace: space, encodingLimits: {}, trajectory: "cartesian" }],
    sequenceParameters: {
      tr: times("RepetitionTime"),
      te: [...echoTimes],
      ti: times("InversionTime"),
      flipAngleDeg: times("FlipAngle"),
    },
  });
}

/** `2026-03-14`, from `20260314`. */
function date(text: string | undefined): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(text ?? "");
  return match === null ? undefined : match.slice(1).join("-");
}

/** `15:09:26`, from `150926.25`. */
function time(text: string | undefined): string | undefined {
  const match = /^(\d\d)(\d\d)(\d\d)/.exec(text ?? "");
  return match === null ? undefined : match.slice(1).join(":");
}
