import { defineErrors } from "../../errors/index.ts";

/** A DICOM file that cannot be written or read. The message names the file, the problem, and the remedy. */
export class DicomError extends defineErrors("dicom", {
  "not-installed": {
    meaning: "DICOM needs an optional npm package that is not installed.",
    remedy: "Install it as the message says, next to Larmor.",
  },
  "file-exists": {
    meaning: "A DICOM file would replace another file.",
    remedy: "Choose another folder, or add `--overwrite`.",
  },
  "write-failed": { meaning: "A DICOM file cannot be written.", remedy: "See the message: free space, permissions." },
  malformed: {
    meaning: "A file is damaged, or not DICOM, or has no pixels.",
    remedy: "Copy it again, or export it again.",
  },
  "no-image": {
    meaning: "A DICOM file holds something other than an image, such as a spectrum or a report.",
    remedy: "Export the images; files without any are left out of a folder.",
  },
  unsupported: {
    meaning: "A DICOM file has pixels that Larmor does not read.",
    remedy: "Follow the message: decompress it, or export it as MR images.",
  },
}) {}
