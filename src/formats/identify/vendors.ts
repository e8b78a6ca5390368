import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Candidate, type FileStart, hasSibling, larmorConvert, startsWith } from "./file-start.ts";

const fromPhilips =
  "convert the .raw and .lab files of the scan to MRD with philips_to_ismrmrd; `larmor convert` reads .list and .data";
const fromBruker = "convert the folder of its scan to MRD with `larmor convert`, then open the result";

/** Raw data as scanners write them. */
export const vendors: readonly Candidate[] = [
  { name: "Siemens raw data (VD, VE or XA)", advice: larmorConvert, matches: isSiemensRaidFile },
  { name: "Siemens raw data (VA or VB)", advice: larmorConvert, matches: isSiemensVb },
  { name: "a GE P-file", advice: larmorConvert, matches: isPFile },
  {
    name: "a Philips image list (PAR)",
    advice: "it describes images, and Larmor needs raw data: export the .raw and .lab files of the scan",
    matches: (start) => /\.par$/i.test(start.path) && isPhilipsText(start),
  },
  {
    name: "a Philips raw data list",
    advice: larmorConvert,
    matches: (start) => /\.list$/i.test(start.path) || isPhilipsText(start),
  },
  {
    name: "Philips raw data",
    advice: larmorConvert,
    matches: ({ path }) => hasSibling(path, /\.data$/i, ".list"),
  },
  {
    name: "Philips raw data",
    advice: fromPhilips,
    matches: ({ path }) =>
      hasSibling(path, /\.raw$/i, ".lab", ".sin") ||
      hasSibling(path, /\.lab$/i, ".raw", ".sin") ||
      hasSibling(path, /\.sin$/i, ".raw", ".lab"),
  },
  { name: "Bruker images", advice: fromBruker, matches: ({ path }) => basename(path) === "2dseq" && isBruker(path) },
  {
    name: "Bruker raw data",
    advice: fromBruker,
    matches: ({ path }) => /^(fid|ser|rawdata\.job\d+)$/.test(basename(path)) && isBruker(path),
  },
  { name: "a Bruker parameter file", advice: fromBruker, matches: startsWith("##TITLE=Parameter List") },
  {
    name: "Agilent raw data",
    advice: "Larmor knows no program that converts it to MRD: write its readouts with an ismrmrd library",
    matches: ({ path }) => basename(path) === "fid" && existsSync(join(dirname(path), "procpar")),
  },
];

/** Folders that scanners write instead of files. */
export const vendorFolders: readonly Candidate[] = [
  {
    name: "a Bruker scan",
    advice: larmorConvert,
    matches: ({ path }) => isBruker(join(path, "fid")),
  },
  {
    name: "a DICOM folder",
    advice: larmorConvert,
    matches: ({ path }) => existsSync(join(path, "DICOMDIR")),
  },
];

/**
 * A RAID file: an ID, the number of measurements, and a directory of them. Each entry has two IDs, the place and the
 * length of its measurement, and the names of patient and protocol in 64 bytes each.
 */
export function isSiemensRaidFile({ bytes, size }: FileStart): boolean {
  if (bytes.length < 160) return false;
  const [id, measurements] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
  const offset = Number(bytes.readBigUInt64LE(16));
  const directory = 8 + 152 * measurements;
  if (id >= 10_000 || measurements < 1 || measurements > 64 || offset < directory) return false;
  const named = [32, 96].every((at) => isName(bytes.subarray(at, at + 64)));
  return named && (offset < size || offset === 10_240);
}

/** Zero-terminated text, of any character set. */
function isName(bytes: Buffer): boolean {
  const end = bytes.indexOf(0);
  return (
    end >= 0 && bytes.subarray(0, end).every((byte) => byte >= 0x20) && bytes.subarray(end).every((byte) => byte === 0)
  );
}

/** VB: the length of the header, the number of its parts, and the name of the first. VA: a header of 32 bytes. */
export function isSiemensVb({ path, bytes, size }: FileStart): boolean {
  if (bytes.length < 40) return false;
  const [length, parts] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
  if (length === 32 && size > 1000 && /\.(out|dat)$/i.test(path)) return true;
  const hasName = /^[A-Z][A-Za-z]+\0/.test(bytes.subarray(8, 40).toString("latin1"));
  return length > 32 && length < 2 ** 27 && parts >= 1 && parts <= 16 && hasName;
}

/** The name of the format, as in headers of every revision, or else the revision: a float from 5 to 40. */
export function isPFile(start: FileStart): boolean {
  const { path, bytes, size } = start;
  if (["GE_MED_NMR", "INVALIDNMR"].some((logo) => startsWith(logo, 34)(start))) return true;
  if (size < 60_000) return false;
  const revision = bytes.readFloatLE(0);
  const isRevision = revision >= 5 && revision < 40 && Math.abs(revision * 1000 - Math.round(revision * 1000)) < 0.01;
  return isRevision && (/^P\d+\.7$/i.test(basename(path)) || revision >= 20);
}

function isPhilipsText({ bytes }: FileStart): boolean {
  return bytes.includes("=== DATA DESCRIPTION FILE");
}

/** Whether a file is in the folder of a Bruker scan. */
function isBruker(path: string): boolean {
  const folder = dirname(path);
  return ["acqp", "method", "visu_pars"].some((name) => existsSync(join(folder, name)));
}
