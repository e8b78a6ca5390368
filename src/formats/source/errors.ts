import { defineErrors } from "../../errors/index.ts";

/** A file that cannot be converted. The message names the file, the problem, and the remedy. */
export class SourceError extends defineErrors("source", {
  "not-found": { meaning: "There is no such file.", remedy: "Correct its path." },
  "not-readable": {
    meaning: "A file has none of the formats that Larmor reads.",
    remedy: "`larmor convert --help` lists them; export the measurement in one of them.",
  },
  "not-writable": {
    meaning: "The ending of an output file belongs to none of the formats that Larmor writes.",
    remedy: "Choose one of the endings that `larmor convert --help` lists.",
  },
  "file-exists": {
    meaning: "The output exists, and is replaced only if that is asked for.",
    remedy: "Choose another name, or replace it with --overwrite.",
  },
  "measurement-missing": {
    meaning: "A file has no measurement of that number.",
    remedy: "Choose one of those that the message lists.",
  },
  "no-images": {
    meaning: "A file without images is to be converted to a format of images.",
    remedy: "Reconstruct it first: `larmor run`.",
  },
  "temporary-lost": {
    meaning: "A temporary file of a conversion has been changed.",
    remedy: "Convert again, and leave files that end in .partial alone.",
  },
  malformed: {
    meaning: "A file contradicts its format before any data could be read from it.",
    remedy: "Copy it again, or export it again.",
  },
  unsupported: {
    meaning: "A file uses a part of its format that Larmor does not read.",
    remedy: "Follow the message, or export the measurement in another format.",
  },
}) {}

/** The problem with a file. */
export type SourceErrorCode = SourceError["code"];
