import { readFileSync } from "node:fs";
import { counted } from "../../text/index.ts";
import { DicomError } from "./errors.ts";
import { loadDcmjs, type TaggedElements } from "./library.ts";

/** The elements of a file by keyword, without its pixels. */
export type ReadElements = Readonly<Record<string, unknown>>;

/** A DICOM file whose pixels are read on demand. */
export interface DicomFile {
  readonly path: string;
  readonly elements: ReadElements;
  /** By tag, for those without a keyword. */
  readonly tagged: TaggedElements;
}

const UNCOMPRESSED: ReadonlySet<string> = new Set(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"]);
const PIXELS = "7FE00010";

/** @throws DicomError `malformed`, `no-image`, `unsupported`, `not-installed`; NodeJS.ErrnoException */
export async function readDicomFile(path: string): Promise<DicomFile> {
  const { DicomMessage, DicomMetaDictionary } = (await loadDcmjs()).data;
  const bytes = readFileSync(path);
  if (bytes.toString("latin1", 128, 132) !== "DICM") {
    throw new DicomError("malformed", `${path} is not a DICOM file: bytes 128 to 131 are not DICM`);
  }
  let file: ReturnType<typeof DicomMessage.readFile>;
  try {
    file = DicomMessage.readFile(arrayBufferOf(bytes), { untilTag: PIXELS, includeUntilTagValue: false });
  } catch (cause) {
    const where = `it has ${counted(bytes.length, "byte")}, and ends within its elements, or is damaged there`;
    throw new DicomError("malformed", `${path} cannot be read: ${where} (${(cause as Error).message})`, { cause });
  }
  const syntax = String(file.meta["00020010"]?.Value?.[0] ?? "");
  if (!UNCOMPRESSED.has(syntax)) {
    const advice = "decompress it first, such as with `gdcmconv --raw IN OUT`";
    throw new DicomError("unsupported", `${path} has the transfer syntax ${syntax}: ${advice}`);
  }
  const elements = DicomMetaDictionary.naturalizeDataset(file.dict);
  if (elements.BitsAllocated === undefined) {
    const uid = String(elements.SOPClassUID ?? "");
    const kind = kindsWithoutImages.find(([start]) => uid.startsWith(start))?.[1] ?? "something else";
    throw new DicomError("no-image", `${path} holds no image, but ${kind} (SOP class ${uid || "missing"})`);
  }
  return { path, elements, tagged: file.dict };
}

/** Starts of SOP classes (DICOM PS3.4 B.5) whose files stand next to images. */
const kindsWithoutImages = [
  ["1.2.840.10008.5.1.4.1.1.4.2", "a spectrum"],
  ["1.3.12.2.1107.5.9.1", "other data of a Siemens scanner, such as a spectrum or signals of the patient"],
  ["1.2.840.10008.5.1.4.1.1.66", "raw data, registrations or segmentations"],
  ["1.2.840.10008.5.1.4.1.1.11", "a presentation state"],
  ["1.2.840.10008.5.1.4.1.1.88", "a report"],
  ["1.2.840.10008.5.1.4.1.1.104", "a document"],
  ["1.2.840.10008.1.3.10", "an index of files (DICOMDIR)"],
] as const;

function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** Bytes of pixels, of which the last may be missing. */
export interface FilePixels {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of bytes that the file lacks, for which there are zeros. */
  readonly missing: number;
  /** Size of the file. */
  readonly size: number;
}

/**
 * The pixels of a file. They are found by their tag and length, since dcmjs reads beyond the end of a truncated file.
 * @param length that the other elements announce
 * @throws DicomError `malformed`
 */
export function readPixels({ path }: DicomFile, length: number): FilePixels {
  const file = readFileSync(path);
  const tag = Buffer.from([0xe0, 0x7f, 0x10, 0x00]);
  for (let at = file.lastIndexOf(tag); at >= 0; at = at === 0 ? -1 : file.lastIndexOf(tag, at - 1)) {
    const explicit = /^O[WB]$/.test(file.toString("latin1", at + 4, at + 6));
    const start = at + (explicit ? 12 : 8);
    if (start > file.length) continue;
    const announced = file.readUInt32LE(start - 4);
    if (announced !== length && announced !== length + 1) continue;
    const bytes = new Uint8Array(length);
    bytes.set(file.subarray(start, start + length));
    return { bytes, missing: Math.max(0, start + length - file.length), size: file.length };
  }
  throw new DicomError(
    "malformed",
    `${path} has no pixels of ${counted(length, "byte")}, which its other elements announce`,
  );
}
