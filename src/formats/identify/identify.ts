import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What a file that is not MRD seems to be. */
export interface FileFormat {
  /** With its article, to follow the file's name in a sentence: `a DICOM file`. */
  readonly name: string;
  /** What to do with it, as a clause: `convert it to MRD with siemens_to_ismrmrd`. */
  readonly advice: string;
}

/** The start of a file, which identifies its format. */
interface Start {
  readonly path: string;
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly size: number;
}

interface Candidate extends FileFormat {
  matches(start: Start): boolean;
}

/** Covers the signatures of all formats. */
const START_BYTES = 1024;

const HDF5 = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
const convertTo = (program: string) => `convert it to MRD with ${program}, then open the result`;

const startsWith = (text: string, at = 0) => {
  return ({ bytes }: Start) => bytes.subarray(at, at + text.length).equals(Buffer.from(text, "latin1"));
};

/** In the order in which they are tried: strong signatures first. */
const candidates: readonly Candidate[] = [
  {
    name: "an empty file",
    advice: "check whether the program that wrote it has finished",
    matches: ({ size }) => size === 0,
  },
  {
    name: "an unfinished or damaged HDF5 file",
    advice: "wait until the program that writes it has closed it, or copy it again",
    matches: ({ bytes }) => bytes.subarray(0, HDF5.length).equals(HDF5),
  },
  {
    name: "an MRD 2 stream (yardl binary)",
    advice: `${convertTo("mrd-stream-to-hdf5 of the MRD 2 tools")}: Larmor reads MRD 1`,
    matches: startsWith("yardl"),
  },
  { name: "a DICOM file", advice: "Larmor needs raw data or MRD images", matches: startsWith("DICM", 128) },
  {
    name: "an ISMRMRD stream",
    advice: convertTo("ismrmrd_stream_to_hdf5"),
    matches: isMrdStream,
  },
  { name: "a NIfTI image", advice: "Larmor needs raw data or MRD images", matches: startsWith("n+1\0", 344) },
  {
    name: "Siemens raw data (VD, VE or XA)",
    advice: convertTo("siemens_to_ismrmrd"),
    matches: isSiemensRaidFile,
  },
  { name: "Siemens raw data (VA or VB)", advice: convertTo("siemens_to_ismrmrd"), matches: isSiemensVb },
  { name: "a GE P-file", advice: convertTo("ge_to_ismrmrd"), matches: isPFile },
  {
    name: "a Philips raw data list",
    advice: convertTo("philips_to_ismrmrd"),
    matches: ({ path, bytes }) => /\.list$/i.test(path) || bytes.includes("=== DATA DESCRIPTION FILE"),
  },
  {
    name: "Philips raw data",
    advice: convertTo("philips_to_ismrmrd"),
    matches: ({ path }) => hasSibling(path, /\.data$/i, ".list") || hasSibling(path, /\.raw$/i, ".lab"),
  },
  { name: "Bruker raw data", advice: convertTo("bruker_to_ismrmrd"), matches: isBruker },
  {
    name: "a BART array",
    advice: "Larmor needs MRD: it has a header, which such an array lacks",
    matches: ({ path }) => hasSibling(path, /\.cfl$/i, ".hdr"),
  },
  {
    name: "a MATLAB file",
    advice: "save it as MRD, with the ismrmrd package for MATLAB",
    matches: startsWith("MATLAB "),
  },
  { name: "a gzip-compressed file", advice: "decompress it first", matches: startsWith("\x1f\x8b") },
  { name: "a zip archive", advice: "extract it first", matches: startsWith("PK\x03\x04") },
];

/**
 * What a file seems to be that cannot be opened as MRD, by its first bytes and its name.
 * @returns `undefined` if it is not recognised
 * @throws NodeJS.ErrnoException if it cannot be read
 */
export function identify(path: string): FileFormat | undefined {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(START_BYTES);
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, START_BYTES, 0));
    const start: Start = { path, bytes, size: fstatSync(file).size };
    return candidates.find((candidate) => candidate.matches(start));
  } finally {
    closeSync(file);
  }
}

/**
 * CONFIG_FILE, CONFIG_TEXT or HEADER first, as the sessions of Gadgetron and FIRE begin, and `ismrmrd_hdf5_to_stream`.
 */
function isMrdStream({ bytes, size }: Start): boolean {
  if (size < 8) return false;
  const id = bytes.readUInt16LE(0);
  if (id === 1) return size >= 1026 && /^[\x20-\x7e]+\0/.test(bytes.subarray(2, 1024).toString("latin1"));
  if (id !== 2 && id !== 3) return false;
  const text = bytes.subarray(6).toString("latin1").trimStart();
  return bytes.readUInt32LE(2) <= size && text.startsWith("<");
}

/** A RAID file: an ID of 0, the number of measurements, and where the first of them starts. */
function isSiemensRaidFile({ bytes, size }: Start): boolean {
  if (size < 10_240) return false;
  const [id, measurements, offset] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(16)];
  return id === 0 && measurements >= 1 && measurements <= 64 && offset >= 8 + 152 * measurements && offset < size;
}

/** The length of the header, the number of its parts, and the name of the first. */
function isSiemensVb({ bytes, size }: Start): boolean {
  if (size < 32) return false;
  const [length, parts] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
  return (
    length < size && parts >= 1 && parts <= 16 && /^[A-Z][A-Za-z]+\0/.test(bytes.subarray(8, 40).toString("latin1"))
  );
}

/** The revision is a float: 7 to 30, in steps of a thousandth at most. */
function isPFile({ path, bytes, size }: Start): boolean {
  if (size < 60_000) return false;
  const revision = bytes.readFloatLE(0);
  const isRevision = revision >= 7 && revision < 40 && Math.abs(revision * 1000 - Math.round(revision * 1000)) < 0.05;
  return isRevision && (/^P\d+\.7$/i.test(basename(path)) || revision >= 20);
}

function isBruker({ path }: Start): boolean {
  return (
    /^(fid|rawdata\.job\d+|2dseq)$/.test(basename(path)) &&
    ["acqp", "method", "visu_pars"].some((name) => existsSync(join(dirname(path), name)))
  );
}

/** Whether a file with an ending has one with another ending next to it. */
function hasSibling(path: string, ending: RegExp, other: string): boolean {
  if (!ending.test(path)) return false;
  const base = path.replace(ending, "");
  return existsSync(base + other) || existsSync(base + other.toUpperCase());
}
