/** Elements of a header that may identify the patient or the study. */
export const identifyingElements = [
  "patientName",
  "patientID",
  "patientBirthdate",
  "patientGender",
  "patientWeight_kg",
  "patientHeight_m",
  "studyDate",
  "studyTime",
  "studyID",
  "accessionNumber",
  "referringPhysicianName",
  "studyDescription",
  "studyInstanceUID",
  "seriesDate",
  "seriesTime",
  "protocolName",
  "seriesDescription",
  "seriesInstanceUIDRoot",
  "frameOfReferenceUID",
  "referencedSOPInstanceUID",
  "institutionName",
  "stationName",
];

/**
 * Further attributes of DICOM that identify persons, places or times, and that programs copy into MRD: from the basic
 * application-level confidentiality profile, DICOM PS3.15, table E.1-1.
 */
const identifyingAttributes = [
  "additionalPatientHistory",
  "acquisitionDate",
  "acquisitionDateTime",
  "acquisitionTime",
  "contentDate",
  "contentTime",
  "deviceSerialNumber",
  "ethnicGroup",
  "institutionAddress",
  "institutionalDepartmentName",
  "issuerOfPatientID",
  "medicalRecordLocator",
  "militaryRank",
  "occupation",
  "operatorsName",
  "otherPatientIDs",
  "otherPatientNames",
  "performedProcedureStepDescription",
  "performedProcedureStepID",
  "performingPhysicianName",
  "physiciansOfRecord",
  "requestingPhysician",
  "requestingService",
  "seriesInstanceUID",
  "sopInstanceUID",
  "studyComments",
];

/** A name as it is compared: `Patient_Name`, `patientname` and `PatientName` are the same. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

const identifying = [...identifyingElements, ...identifyingAttributes].map(plain);

/** Anything of the patient, except for its position. */
const OF_PATIENT = /patient(?!position|orientation|tableposition)|birth(date|day|time|name)/;

/**
 * Whether what has this name may identify the patient or the study: an element of a header, a user parameter, an
 * attribute of an image. A prefix does not matter: `dicom.PatientName`.
 */
export function isIdentifyingName(name: string): boolean {
  const own = plain(name);
  return OF_PATIENT.test(own) || identifying.some((each) => own.endsWith(each));
}
