import { counted, printable } from "../../text/index.ts";
import type { FileParts, Remarks } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";

/** What the headers of a P-file say about its data. */
export interface PoolHeader {
  readonly revision: number;
  /** Of all headers, in bytes: where the data start. */
  readonly size: number;
  readonly passes: number;
  readonly slices: number;
  readonly echoes: number;
  /** Lines of an echo, without the baseline. */
  readonly lines: number;
  /** Lines beyond the center of a partial acquisition; 0 if it is complete. */
  readonly overscans: number;
  readonly samples: number;
  /** Bytes of each part of a sample: 2, or 4 in extended dynamic range. */
  readonly pointBytes: 2 | 4;
  readonly receivers: number;
  /** Whether the signs of the lines alternate. */
  readonly chopped: boolean;
  readonly frequencyHz: number;
  readonly fieldOfViewMm: readonly [number, number];
  readonly sliceThicknessMm: number;
  readonly trMs: number;
  readonly teMs: number;
  readonly flipAngleDeg: number;
  /** Name of the pulse sequence; empty if the header has none. */
  readonly sequence: string;
}

/** Sequences whose frames are not lines of a grid. */
const otherSequences = /epi|spiral|propeller|radial|silent|ute\b|zte|csi|press|probe|steam|laser|fidall|gaba|hbcd|mrs/i;

const START_BYTES = 4096;
const IMAGE_BYTES = 2048;
/** Before revision 26, pointers to the parts of the header are here; since then, they follow the revision. */
const OLD_POINTERS = 1468;
const IMAGE_POINTER = 36;
/** Since revision 28.002, which has room for more slices than 16 bits can count; the former field is obsolete. */
const LATE_SLICES = 3200;

/**
 * Reads the header of a P-file, little-endian. Revision 26 put 76 bytes in before the fields, and moved 12 bytes of them
 * elsewhere. Source of the offsets: public readers of P-files, among them the tables of VeSPA and spec2nii, which agree
 * for revisions 20 to 31.
 * @throws SourceError `unsupported`, `malformed`
 */
export function readPoolHeader(file: FileParts, remarks: Remarks): PoolHeader {
  const start = file.bytes(0, START_BYTES);
  if (start.length < START_BYTES)
    throw new SourceError("malformed", `${file.path} ends within its header, at byte ${file.size}`);
  const revision = Math.round(start.readFloatLE(0) * 1000) / 1000;
  if (!(revision >= 20 && revision < 32)) {
    throw new SourceError(
      "unsupported",
      `${file.path} is a P-file of revision ${revision}; revisions 20 to 31 are read`,
    );
  }
  const isNew = revision >= 26;
  const early = (offset: number) => start.readInt16LE(offset + (isNew ? 76 : 0));
  const late = (offset: number) => offset + (isNew ? 64 : 0);
  const size = start.readInt32LE(isNew ? 4 : OLD_POINTERS);
  const [passes, echoes] = [64, 70].map((offset) => Math.max(1, early(offset))) as [number, number];
  const slices = Math.max(1, revision >= 28.002 ? start.readInt32LE(LATE_SLICES) : early(68));
  const [samples, lines, pointBytes] = [early(102), early(104) - 1, early(82)] as const;
  const isPlausible = size > START_BYTES && size < file.size && samples > 0 && lines > 0 && slices % passes === 0;
  if (!isPlausible || (pointBytes !== 2 && pointBytes !== 4)) {
    const found = `${counted(samples, "sample")} of ${counted(pointBytes, "byte")}, ${counted(lines, "line")}, ${counted(slices, "slice")} in ${passes} passes, data from byte ${size}`;
    throw new SourceError("malformed", `the header of ${file.path} contradicts itself: ${found}`);
  }
  const passBytes = (slices / passes) * echoes * (lines + 1) * samples * 2 * pointBytes;
  const receivers = [
    Number(start.readBigUInt64LE(isNew ? 1540 : 1660)) / passBytes,
    start.readInt16LE(late(202)) - start.readInt16LE(late(200)) + 1,
    Math.floor((file.size - size) / (passes * passBytes)),
  ].find((count) => Number.isInteger(count) && count > 0 && count <= 1024);
  if (receivers === undefined) throw new SourceError("malformed", `the header of ${file.path} names no receivers`);
  const image = file.bytes(start.readInt32LE((isNew ? 4 : OLD_POINTERS) + IMAGE_POINTER), IMAGE_BYTES);
  const sequence = image.length === IMAGE_BYTES ? textAt(image, 1632, 33) : "";
  const name = sequence.slice(sequence.lastIndexOf("/") + 1); // some are paths
  if (otherSequences.test(name) || otherSequences.test(textAt(image, 1678, 13)))
    throw new SourceError(
      "unsupported",
      `${file.path} was measured by ${printable(name)}, and only lines of a grid are converted`,
    );
  const type = early(56);
  const float = (offset: number) => (image.length === IMAGE_BYTES ? image.readFloatLE(offset) : 0);
  const [width, height] = [float(304), float(308)];
  if (!(width > 0)) remarks.add("warning", "field of view: 1 mm per pixel is assumed, since the header has none");
  return {
    revision,
    size,
    passes,
    slices,
    echoes,
    lines,
    overscans: Math.max(0, early(78)),
    samples,
    pointBytes,
    receivers,
    chopped: type === 1 || type === 64,
    frequencyHz: start.readInt32LE(late(424)) / 10,
    fieldOfViewMm: width > 0 ? [width, height > 0 ? height : width] : [samples, lines],
    sliceThicknessMm: float(316) > 0 ? float(316) : 1,
    trMs: image.length === IMAGE_BYTES ? image.readInt32LE(1056) / 1000 : 0,
    teMs: image.length === IMAGE_BYTES ? image.readInt32LE(1064) / 1000 : 0,
    flipAngleDeg: image.length === IMAGE_BYTES ? image.readInt16LE(1412) : 0,
    sequence: name,
  };
}

/** A text of at most `length` bytes, which a zero byte ends. */
function textAt(bytes: Buffer, offset: number, length: number): string {
  const text = bytes.toString("latin1", offset, offset + length);
  return text.split("\0", 1)[0]!.trim();
}
