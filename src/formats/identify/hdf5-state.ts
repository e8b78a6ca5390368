import { type FileFormat, readStart } from "./file-start.ts";

const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Offset of the address of the end of the file, by the version of the superblock, for addresses of eight bytes. */
const END_OF_FILE = [40, 44, 28, 28] as const;
const CONSISTENCY_FLAGS = 11;

/** Whether bytes start as an HDF5 file, however few they are. */
export function isHdf5Start(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, SIGNATURE.length);
  return length >= 4 && bytes.subarray(0, length).equals(SIGNATURE.subarray(0, length));
}

/**
 * Why a file with HDF5's signature cannot be opened, and what to do about it.
 * @throws NodeJS.ErrnoException if the file cannot be read
 */
export function describeHdf5Damage(path: string): FileFormat {
  const { bytes, size } = readStart(path);
  const again = "wait until the program that writes it has closed it, or copy it again";
  const damaged = { name: "an unfinished, truncated or damaged HDF5 file", advice: again };
  const version = bytes[SIGNATURE.length];
  const field = END_OF_FILE[version ?? -1];
  if (!isHdf5Start(bytes) || field === undefined || bytes.length < field + 8) return damaged;
  const end = bytes.readBigUInt64LE(field);
  if (end > size && end < 2n ** 63n) {
    return { name: `an unfinished or truncated HDF5 file, with ${size} of its ${end} bytes`, advice: again };
  }
  if (version! < 3 || (bytes[CONSISTENCY_FLAGS]! & 1) === 0) return damaged;
  return {
    name: "an unfinished HDF5 file, which a program is writing or has left open",
    advice: `${again}; if that program was killed, \`h5clear -s FILE\` may mend it`,
  };
}
