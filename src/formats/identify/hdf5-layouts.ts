import { basename } from "node:path";
import { type FileFormat, larmorConvert } from "./file-start.ts";

/** Names in the root group of an HDF5 file, and those of its attributes. */
export interface Hdf5Root {
  readonly path: string;
  readonly names: readonly string[];
  readonly attributes: readonly string[];
}

interface Layout extends FileFormat {
  matches(root: Hdf5Root): boolean;
}

const layouts: readonly Layout[] = [
  {
    name: "in fastMRI's layout (kspace, reconstruction_rss, ismrmrd_header)",
    advice: larmorConvert,
    matches: ({ names }) =>
      names.includes("kspace") &&
      names.some((name) => /^(ismrmrd_header|mask|reconstruction_(rss|esc)|calibration_data)$/.test(name)),
  },
  {
    name: "in the layout of MRD 2 (yardl)",
    advice: "write it as a stream with `mrd_hdf5_to_stream`, and `larmor convert` reads that",
    matches: ({ names, attributes }) =>
      attributes.includes("$yardl_schema") || names.some((name) => /^Mrd(NoiseCovariance)?$/.test(name)),
  },
  {
    name: "a GE ScanArchive",
    advice: "convert it to MRD with pfile2ismrmrd (of ge_to_ismrmrd), then open the result",
    matches: ({ path }) => /^ScanArchive_.*\.h5$/i.test(basename(path)),
  },
  {
    name: "a MATLAB file",
    advice: "write its readouts as MRD with the ismrmrd package for MATLAB",
    matches: ({ path, names }) => names.includes("#refs#") || /\.mat$/i.test(path),
  },
];

/** What an HDF5 file without an MRD measurement seems to be; `undefined` if it is not recognised. */
export function describeHdf5Layout(root: Hdf5Root): FileFormat | undefined {
  return layouts.find((layout) => layout.matches(root));
}
