/** What readers of vendors' raw data share. */
export { FileParts } from "./file-parts.ts";
export { withoutPatient } from "./patient.ts";
export { Remarks, readoutSource } from "./readout-source.ts";
