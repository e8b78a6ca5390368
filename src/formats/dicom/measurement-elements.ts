import type { MrdHeader } from "../../mrd/index.ts";
import type { NamedElements } from "./library.ts";
import { dateString, decimalString, shortText, stableUid, timeString, validUid } from "./values.ts";

/** Elements of one measurement: those of the patient, the study, the equipment and the frame of reference. */
export interface MeasurementElements {
  readonly named: NamedElements;
  readonly studyUid: string;
  /** From it the UIDs of series and images are derived. */
  readonly identity: string;
}

/** The name of a patient of whom nothing is known. */
const ANONYMOUS = "Anonymous";

/**
 * @param headerText the MRD header as it was stored or sent
 * @param version of Larmor
 */
export function measurementElements(
  header: MrdHeader | undefined,
  headerText: string,
  version: string,
): MeasurementElements {
  const identity = stableUid("measurement", headerText);
  const studyUid = validUid(header?.studyInformation?.studyInstanceUid) ?? derivedStudyUid(header, identity);
  const frameUid = validUid(header?.measurementInformation?.frameOfReferenceUid);
  return {
    identity,
    studyUid,
    named: {
      SpecificCharacterSet: "ISO_IR 192",
      ...patient(header),
      ...study(header),
      StudyInstanceUID: studyUid,
      ...equipment(header, version),
      FrameOfReferenceUID: frameUid ?? stableUid("frame of reference", studyUid),
      PositionReferenceIndicator: "",
    },
  };
}

/** Measurements of one examination share what their headers say about it. */
function derivedStudyUid(header: MrdHeader | undefined, identity: string): string {
  const { studyDate, studyTime, studyId, accessionNumber } = header?.studyInformation ?? {};
  const known = [header?.subjectInformation?.patientId, studyDate, studyTime, studyId, accessionNumber];
  const isKnown = studyTime !== undefined || studyId !== undefined || accessionNumber !== undefined;
  return isKnown ? stableUid("study", JSON.stringify(known)) : stableUid("study", identity);
}

function patient(header: MrdHeader | undefined): NamedElements {
  const { patientName, patientId, patientBirthdate, patientGender, patientWeightKg, patientHeightM } =
    header?.subjectInformation ?? {};
  return {
    PatientName: shortText(patientName, 64) ?? ANONYMOUS,
    PatientID: shortText(patientId, 64) ?? "",
    PatientBirthDate: dateString(patientBirthdate) ?? "",
    PatientSex: patientGender ?? "",
    ...(patientWeightKg !== undefined && { PatientWeight: decimalString(patientWeightKg) }),
    ...(patientHeightM !== undefined && { PatientSize: decimalString(patientHeightM) }),
  };
}

function study(header: MrdHeader | undefined): NamedElements {
  const { studyDate, studyTime, studyId, accessionNumber, referringPhysicianName, studyDescription } =
    header?.studyInformation ?? {};
  const description = shortText(studyDescription, 64);
  return {
    StudyDate: dateString(studyDate) ?? "",
    StudyTime: timeString(studyTime) ?? "",
    StudyID: shortText(studyId, 16) ?? "",
    AccessionNumber: shortText(accessionNumber, 16) ?? "",
    ReferringPhysicianName: shortText(referringPhysicianName, 64) ?? "",
    ...(description !== undefined && { StudyDescription: description }),
  };
}

function equipment(header: MrdHeader | undefined, version: string): NamedElements {
  const system = header?.acquisitionSystemInformation;
  const [model, institution, station, serial] = [
    shortText(system?.systemModel, 64),
    shortText(system?.institutionName, 64),
    shortText(system?.stationName, 16),
    shortText(system?.deviceSerialNumber, 64),
  ];
  return {
    Manufacturer: shortText(system?.systemVendor, 64) ?? "",
    ...(model !== undefined && { ManufacturerModelName: model }),
    ...(institution !== undefined && { InstitutionName: institution }),
    ...(station !== undefined && { StationName: station }),
    ...(serial !== undefined && { DeviceSerialNumber: serial }),
    SoftwareVersions: `Larmor ${version}`,
  };
}
