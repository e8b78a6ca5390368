import { createHash } from "node:crypto";
import {
  type Acquisition,
  DataType,
  formatHeader,
  type MrdHeader,
  parseHeader,
  type Waveform,
} from "../../mrd/index.ts";
import { MrdFileWriter, type WriteSummary } from "../../storage/index.ts";
import { ecgWaveforms } from "./ecg.ts";
import { phantomHeader } from "./header.ts";
import { noiseCovariance } from "./noise.ts";
import { kSpaceOf, phantomObject } from "./object.ts";
import { type PhantomOptions, type PhantomSettings, phantomSettings } from "./options.ts";
import { readoutCount } from "./order.ts";
import { readouts } from "./readouts.ts";

/** What is true of a measurement, to judge images by. */
export interface PhantomArray {
  readonly name: "phantom" | "csm" | "coil_images" | "noise_covariance";
  /** Slowest axis first. */
  readonly shape: readonly number[];
  /** Complex, interleaved. */
  readonly data: Float32Array<ArrayBuffer>;
}

/** A synthetic measurement. Its messages are made as they are asked for, the same at each call. */
export interface Phantom {
  readonly header: MrdHeader;
  /** The number of readouts, noise among them. */
  readonly acquisitionCount: number;
  acquisitions(): Generator<Acquisition>;
  /** An electrocardiogram if that was wanted, else nothing. */
  waveforms(): Generator<Waveform>;
  /**
   * The truth, as ISMRMRD's generator stores it:
   * - `phantom` `[slices][y][x]`, of a 3-D measurement `[1][z][y][x]`
   * - `csm` `[1][coils][y][x]`, 3-D `[1][coils][1][y][x]`: coil sensitivities
   * - `coil_images` `[slices][coils][y][readout]`, 3-D `[1][coils][z][y][readout]`: their product, noise-free
   * - `noise_covariance` `[1][coils][coils]`, only where the noise is correlated: E(conj(d_i) d_j)
   */
  readonly arrays: readonly PhantomArray[];
}

/**
 * Measures the modified Shepp-Logan phantom with a ring of coils. k-space is the unitary transform of the coil images,
 * so a unitary inverse gives them back with noise of the same standard deviation. Repetitions differ only by noise.
 * @throws PhantomError `bad-option`
 */
export function phantom(options: PhantomOptions = {}): Phantom {
  const settings = phantomSettings(options);
  const uid = measurementUid(settings);
  const header = parseHeader(formatHeader(phantomHeader(settings, uid)));
  const acquisitionCount = readoutCount(settings);
  const { image, sensitivities, coilImages } = phantomObject(settings);
  const kSpace = kSpaceOf(coilImages, settings);

  const { matrix, matrixY, slices, partitions, coils, oversampling } = settings;
  const z = (planes: number) => (partitions > 1 ? [planes] : []);
  const arrays: PhantomArray[] = [
    { name: "phantom", shape: [slices, ...z(partitions), matrixY, matrix], data: image },
    { name: "csm", shape: [1, coils, ...z(1), matrixY, matrix], data: sensitivities },
    {
      name: "coil_images",
      shape: [slices, coils, ...z(partitions), matrixY, matrix * oversampling],
      data: coilImages,
    },
  ];
  if (settings.noiseCorrelation > 0) {
    arrays.push({ name: "noise_covariance", shape: [1, coils, coils], data: noiseCovariance(settings) });
  }
  return {
    header,
    acquisitionCount,
    arrays,
    acquisitions: () => readouts(kSpace, settings, uid),
    waveforms: () => ecgWaveforms(settings.waveforms ? acquisitionCount : 0, uid),
  };
}

/**
 * Measures a phantom into a new group of an MRD file; the file may exist.
 * @param options.group name of the group, `dataset` if left out
 * @throws PhantomError `bad-option`; StorageError as `MrdFileWriter.create`, `group-exists` among them
 */
export async function writePhantom(
  path: string,
  options: PhantomOptions & { readonly group?: string | undefined } = {},
): Promise<WriteSummary> {
  const { group = "dataset", ...measurement } = options;
  const { header, acquisitions, waveforms, arrays } = phantom(measurement);
  const writer = await MrdFileWriter.create(path, { group });
  try {
    writer.writeHeader(formatHeader(header));
    for (const acquisition of acquisitions()) writer.append(acquisition);
    for (const waveform of waveforms()) writer.append(waveform);
    for (const { name, shape, data } of arrays) writer.writeArray(name, shape, DataType.complexFloat, data);
  } finally {
    writer.close();
  }
  return writer.summary;
}

/** A number that tells measurements apart, yet is the same for the same options, as is all that they lead to. */
function measurementUid(settings: PhantomSettings): number {
  const names = Object.keys(settings).sort();
  return createHash("sha256").update(JSON.stringify(settings, names)).digest().readUInt32LE();
}
