import { type Candidate, convertWith, type FileStart, larmorConvert, startsWith } from "./file-start.ts";

/** MRD in other forms than an HDF5 file of MRD 1. */
export const streams: readonly Candidate[] = [
  {
    name: "an MRD 2 stream (yardl binary)",
    advice: larmorConvert,
    matches: startsWith("yardl"),
  },
  {
    name: "an MRD 2 stream (yardl JSON)",
    advice: "write it as a binary stream with the MRD 2 library, and `larmor convert` reads that",
    matches: ({ bytes }) => /^\s*\{\s*"yardl"/.test(bytes.toString("latin1")),
  },
  {
    name: "an ISMRMRD stream",
    advice: convertWith("ismrmrd_stream_to_hdf5 -i FILE -o scan.h5"),
    matches: isMrdStream,
  },
  {
    name: "a recording of a session",
    advice: "send it again with `larmor replay`",
    matches: ({ bytes }) => startsWithBytes(bytes, 0x0a, 0x0d, 0x0d, 0x0a) && bytes.includes("MRD"),
  },
  {
    name: "a network capture",
    advice: "record sessions with `larmor serve --record` instead",
    matches: ({ bytes }) =>
      startsWithBytes(bytes, 0x0a, 0x0d, 0x0d, 0x0a) || startsWithBytes(bytes, 0xd4, 0xc3, 0xb2, 0xa1),
  },
];

/** Identifiers of the messages that can come first, in the sessions of Gadgetron and FIRE and in stored streams. */
const CONFIG_FILE = 1;
const TEXTS = [2, 3]; // CONFIG_TEXT, HEADER
const ACQUISITION = 1008;
const IMAGE = 1022;
const LARGEST_TEXT = 2 ** 27;
const MOST_CHANNELS = 1024;

function isMrdStream({ bytes, size }: FileStart): boolean {
  if (size < 8) return false;
  const id = bytes.readUInt16LE(0);
  if (id === CONFIG_FILE) return /^[\x20-\x7e]+\s*\0/.test(bytes.subarray(2).toString("latin1"));
  if (TEXTS.includes(id)) {
    const length = bytes.readUInt32LE(2);
    return length > 0 && length < LARGEST_TEXT && isText(bytes.subarray(6, 6 + length));
  }
  if (bytes.length < 200 || bytes.readUInt16LE(2) !== 1) return false; // the version of the header
  if (id === IMAGE) return bytes.readUInt16LE(4) >= 1 && bytes.readUInt16LE(4) <= 8; // its data type
  const [samples, channels] = [bytes.readUInt16LE(36), bytes.readUInt16LE(40)];
  return id === ACQUISITION && samples > 0 && channels > 0 && channels <= MOST_CHANNELS;
}

/** Whether bytes are text in UTF-8, of which the last character may be incomplete. */
function isText(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}

function startsWithBytes(bytes: Buffer, ...start: readonly number[]): boolean {
  return bytes.subarray(0, start.length).equals(Buffer.from(start));
}
