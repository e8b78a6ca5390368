import { type Candidate, type FileStart, hasSibling, larmorConvert, startsWith } from "./file-start.ts";

const needsNifti1 = "convert it to NIfTI-1, which `larmor convert` reads";
const needsHeader = "an array lacks the header that Larmor needs: write it as MRD with an ismrmrd library";
const decompress = "decompress it first";

/** Formats of images, arrays, archives and texts. */
export const otherFormats: readonly Candidate[] = [
  {
    name: "a DICOM file",
    advice: larmorConvert,
    matches: (start) => startsWith("DICM", 128)(start) || isBareDicom(start),
  },
  { name: "a NIfTI image", advice: larmorConvert, matches: startsWith("n+1\0", 344) },
  { name: "a NIfTI-2 image", advice: needsNifti1, matches: startsWith("n+2\0", 4) },
  {
    name: "a BART array",
    advice: larmorConvert,
    matches: ({ path }) => hasSibling(path, /\.cfl$/i, ".hdr") || hasSibling(path, /\.hdr$/i, ".cfl"),
  },
  { name: "a NumPy array", advice: needsHeader, matches: startsWith("\x93NUMPY") },
  {
    name: "a MATLAB file",
    advice: "write its readouts as MRD with the ismrmrd package for MATLAB",
    matches: startsWith("MATLAB "),
  },
  { name: "a gzip-compressed file", advice: decompress, matches: startsWith("\x1f\x8b") },
  { name: "a bzip2-compressed file", advice: decompress, matches: startsWith("BZh") },
  { name: "an xz-compressed file", advice: decompress, matches: startsWith("\xfd7zXZ\0") },
  { name: "a zstd-compressed file", advice: decompress, matches: startsWith("\x28\xb5\x2f\xfd") },
  { name: "a zip archive", advice: "extract it first", matches: startsWith("PK\x03\x04") },
  { name: "a tar archive", advice: "extract it first", matches: startsWith("ustar", 257) },
  {
    name: "a Git LFS pointer",
    advice: "fetch the file itself with `git lfs pull`",
    matches: startsWith("version https://git-lfs.github.com/"),
  },
  {
    name: "a web page",
    advice: "the download failed: look at the page in a browser, and download the file again",
    matches: ({ bytes }) => /^\s*<(!doctype html|html)/i.test(bytes.toString("latin1")),
  },
  {
    name: "a text in XML",
    advice: "a header or a chain alone has no readouts: name the file with the measurement",
    matches: ({ bytes }) => /^(\xef\xbb\xbf)?\s*<(\?xml|[\w:]+[\s>])/.test(bytes.toString("latin1")),
  },
];

/**
 * DICOM without its preamble: the data set starts with a tag of group 2 or 8, then a value representation of two
 * capitals, or a small length.
 */
function isBareDicom({ bytes }: FileStart): boolean {
  if (bytes.length < 16) return false;
  const [group, element, length] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2), bytes.readUInt32LE(4)];
  if (group !== 2 && group !== 8) return false;
  if (
    /^(AE|AS|AT|CS|DA|DS|DT|FL|FD|IS|LO|LT|OB|OW|PN|SH|SL|SQ|SS|ST|TM|UI|UL|UN|US|UT)/.test(
      bytes.toString("latin1", 4, 6),
    )
  )
    return true;
  return group === 8 && element <= 0x18 && length > 0 && length <= 64 && length % 2 === 0;
}
