import { statSync } from "node:fs";
import { type Candidate, type FileFormat, readStart } from "./file-start.ts";
import { isHdf5Start } from "./hdf5-state.ts";
import { otherFormats } from "./other-formats.ts";
import { streams } from "./streams.ts";
import { vendorFolders, vendors } from "./vendors.ts";

/** In the order in which they are tried. */
const candidates: readonly Candidate[] = [
  {
    name: "an empty file",
    advice: "check whether the program that wrote it has finished",
    matches: ({ size }) => size === 0,
  },
  {
    name: "an unfinished file, which begins with zeros",
    advice: "wait until the program that writes it has closed it, or copy it again",
    matches: ({ path, bytes }) => /\.(h5|hdf5|mrd)$/i.test(path) && bytes.every((byte) => byte === 0),
  },
  {
    name: "an unfinished HDF5 file",
    advice: "wait until the program that writes it has closed it, or copy it again",
    matches: ({ bytes, size }) => size < 96 && isHdf5Start(bytes),
  },
  {
    name: "an HDF5 file",
    advice: "if it is MRD, send it with `larmor send`",
    matches: ({ bytes }) => isHdf5Start(bytes),
  },
  ...streams,
  ...vendors,
  ...otherFormats,
];

/**
 * What a file or folder seems to be that cannot be opened as MRD, by its first bytes and its name.
 * @returns `undefined` if it is not recognised
 * @throws NodeJS.ErrnoException if it cannot be read
 */
export function identify(path: string): FileFormat | undefined {
  const stats = statSync(path);
  if (!stats.isFile() && !stats.isDirectory())
    return { name: "a pipe or a device", advice: "copy its data to a file first" };
  const start = readStart(path);
  if (start.isFolder) {
    const known = vendorFolders.find((candidate) => candidate.matches(start));
    return known ?? { name: "a folder", advice: "name a file" };
  }
  return candidates.find((candidate) => candidate.matches(start));
}
