import type { MrdHeaderInput } from "../../mrd/index.ts";

/** A header without name, ID and birth date of the patient. */
export function withoutPatient(header: MrdHeaderInput): MrdHeaderInput {
  if (header.subjectInformation === undefined) return header;
  const { patientName, patientId, patientBirthdate, ...subjectInformation } = header.subjectInformation;
  return { ...header, subjectInformation };
}
