import { type MrdHeader, parseHeader } from "../../mrd/index.ts";
import { isHdf5Start } from "../identify/index.ts";
import { H5File, readText } from "../mrd-hdf5/index.ts";
import { Remarks, readoutSource } from "../raw/index.ts";
import { type MeasurementSource, SourceError, type SourceFormat, type SourceOptions } from "../source/index.ts";
import { imagesOf } from "./images.ts";
import { lineLayout, sampledHeader } from "./layout.ts";
import { readoutsOf } from "./readouts.ts";

const REFERENCES = ["reconstruction_rss", "reconstruction_esc"];

/**
 * Files of the fastMRI data set: `kspace` as `[slice][coil][readout][phase]`, or without coils, `mask` along the phase
 * axis in files whose lines were left out, `ismrmrd_header`, and the images that NYU reconstructed of all lines.
 */
export const fastMriSource: SourceFormat = {
  name: "fastMRI k-space",
  files: ".h5",
  async recognises({ bytes, path }) {
    if (!isHdf5Start(bytes)) return false;
    const file = await H5File.open(path).catch(() => undefined);
    const names = file?.names("/") ?? [];
    file?.close();
    return names.includes("kspace") && names.some((name) => [...REFERENCES, "ismrmrd_header", "mask"].includes(name));
  },
  async open(path, options) {
    const file = await H5File.open(path);
    try {
      const names = file.names("/");
      const images = REFERENCES.filter((name) => names.includes(name));
      const available = ["kspace", ...images];
      const chosen = chosenOf(path, available, options);
      return await Promise.all(chosen.map((name) => sourceOf(path, names, name, images)));
    } finally {
      file.close();
    }
  },
};

function chosenOf(path: string, available: readonly string[], { measurement }: SourceOptions): readonly string[] {
  if (measurement === "all") return available;
  const name = available[(measurement ?? 1) - 1];
  if (name !== undefined) return [name];
  const there = available.map((each, i) => `${i + 1}: ${each}`).join(", ");
  throw new SourceError("measurement-missing", `${path} has no measurement ${measurement}; it has ${there}`);
}

async function sourceOf(
  path: string,
  names: readonly string[],
  name: string,
  images: readonly string[],
): Promise<MeasurementSource> {
  const file = await H5File.open(path);
  const remarks = new Remarks();
  try {
    const header = headerOf(file, path, names);
    const close = () => file.close();
    if (name !== "kspace") return readoutSource({ name, remarks, close, ...imagesOf(file, name, header) });
    for (const [index, reference] of images.entries())
      remarks.add("info", `${reference} is not converted; --measurement ${index + 2} converts it`);
    remarks.add("info", "fastMRI files store no positions, times and noise");
    const layout = lineLayout(file, names, header, remarks);
    return readoutSource({
      name,
      remarks,
      close,
      header: sampledHeader(header, layout, remarks),
      counts: { acquisitions: layout.slices * layout.columns.length, waveforms: 0, images: 0 },
      messages: () => readoutsOf(file, layout, remarks),
    });
  } catch (error) {
    file.close();
    throw error;
  }
}

function headerOf(file: H5File, path: string, names: readonly string[]): MrdHeader {
  if (!names.includes("ismrmrd_header"))
    throw new SourceError("unsupported", `${path} has no ismrmrd_header: without it, k-space has no geometry`);
  return parseHeader(readText(file, "ismrmrd_header"));
}
