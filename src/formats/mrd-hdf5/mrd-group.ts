import {
  type Acquisition,
  type DataType,
  type Image,
  type ImageHeader,
  type PixelArray,
  pixelsOver,
  type Waveform,
} from "../../mrd/index.ts";
import type { Range, ReadOptions } from "./batches.ts";
import { StorageError } from "./errors.ts";
import { type GroupContents, isProtocolName, type TextName } from "./group-contents.ts";
import { groupName } from "./group-path.ts";
import type { Box, H5File } from "./h5-file.ts";
import { type ImageOptions, readImageHeaders, readImages } from "./image-rows.ts";
import { dataTypeOf } from "./pixels.ts";
import { readAcquisitions, readWaveforms } from "./rows.ts";
import { StoredHeaders } from "./stored-headers.ts";
import { readText } from "./texts.ts";

/** A numeric array of a group. */
export interface NdArray {
  /** Slowest axis first. */
  readonly shape: number[];
  readonly dataType: DataType;
  readonly data: PixelArray;
}

/**
 * One measurement of an MRD file. Messages are read in batches on demand. Each owns its memory unless `reuse` is set.
 */
export class MrdGroup {
  readonly #file: H5File;
  readonly #path: string;
  readonly #contents: GroupContents;
  #headers: StoredHeaders | undefined;

  /** Its path without a leading slash; `/` for the root. */
  readonly name: string;

  /** @param path with a leading slash; empty for the root */
  constructor(file: H5File, path: string, contents: GroupContents) {
    this.#file = file;
    this.#path = path;
    this.#contents = contents;
    this.name = groupName(path.slice(1));
  }

  /** The MRD header, XML. */
  get header(): string | undefined {
    return this.#text("xml");
  }

  /** The text of a configuration. */
  get config(): string | undefined {
    return this.#text("config");
  }

  /** The name of a configuration. */
  get configFile(): string | undefined {
    return this.#text("config_file");
  }

  /** Parameters of a configuration, JSON. */
  get configAdditional(): string | undefined {
    return this.#text("configAdditional");
  }

  /** Texts that a scanner stored with the measurement, by name: `protocol_Meas`. */
  get protocols(): ReadonlyMap<string, string> {
    return new Map(this.#contents.texts.filter(isProtocolName).map((name) => [name, this.#text(name)!]));
  }

  get acquisitionCount(): number {
    return this.#contents.acquisitions?.total_size ?? 0;
  }

  get waveformCount(): number {
    return this.#contents.waveforms?.total_size ?? 0;
  }

  /** Names of the image series. Any name is allowed: `image_0` by convention, `cpp` from ISMRMRD's reconstruction. */
  get series(): readonly { readonly name: string; readonly count: number }[] {
    return this.#contents.series;
  }

  /** Names of other numeric arrays, such as those of ISMRMRD's generator. */
  get arrays(): readonly string[] {
    return this.#contents.arrays;
  }

  /**
   * Readouts in file order.
   * @throws StorageError `unsupported-layout`, `read-failed`, `malformed-message`, `closed`
   */
  *acquisitions(options: ReadOptions = {}): Generator<Acquisition> {
    const { acquisitions } = this.#contents;
    if (acquisitions) yield* readAcquisitions(this.#file, `${this.#path}/data`, acquisitions, options);
  }

  /**
   * The headers of readouts alone, which takes much less time than reading their samples, too.
   * @returns 340 bytes each, one after another, as `AcquisitionHeader` has them
   * @throws StorageError as `acquisitions`
   */
  acquisitionHeaders(range: Range = {}): Uint8Array {
    const { acquisitions } = this.#contents;
    if (acquisitions === undefined) return new Uint8Array();
    this.#headers ??= new StoredHeaders(this.#file, `${this.#path}/data`, acquisitions);
    return this.#headers.read(range);
  }

  /** Waveforms in file order; throws as `acquisitions`. */
  *waveforms(options: ReadOptions = {}): Generator<Waveform> {
    const { waveforms } = this.#contents;
    if (waveforms) yield* readWaveforms(this.#file, `${this.#path}/waveforms`, waveforms, options);
  }

  /** Images of a series in file order; throws as `acquisitions`, and `series-missing`, `plane-missing`. */
  images(series: string, options: ImageOptions = {}): Generator<Image> {
    return readImages(this.#file, this.#seriesPath(series), options);
  }

  /** Headers of the images of a series, without their pixels; throws as `images`. */
  imageHeaders(series: string, range: Range = {}): Generator<ImageHeader> {
    return readImageHeaders(this.#file, this.#seriesPath(series), range);
  }

  /** Shape and type of a numeric array. @throws StorageError `series-missing`, `closed` */
  arrayForm(name: string): Pick<NdArray, "shape" | "dataType"> {
    this.#require("array", name, this.arrays);
    const metadata = this.#file.metadata(`${this.#path}/${name}`);
    return { shape: [...metadata.shape!], dataType: dataTypeOf(metadata)! };
  }

  /** Reads a numeric array. @throws StorageError `series-missing`, `read-failed`, `closed` */
  array(name: string): NdArray {
    const { shape } = this.arrayForm(name);
    return this.arrayPart(name, { offset: shape.map(() => 0), count: shape });
  }

  /** Reads a box of a numeric array, which the caller guarantees to be within it; throws as `array`. */
  arrayPart(name: string, box: Box): NdArray {
    this.#require("array", name, this.arrays);
    const path = `${this.#path}/${name}`;
    const metadata = this.#file.metadata(path);
    const dataType = dataTypeOf(metadata)!;
    const shape = [...box.count];
    const data = this.#file.read(path, metadata, box, (heap, start) => {
      const end = shape.reduce((bytes, extent) => bytes * extent, metadata.size);
      return pixelsOver(dataType, heap.slice(start, start + end));
    });
    return { shape, dataType, data };
  }

  #seriesPath(series: string): string {
    this.#require(
      "image series",
      series,
      this.series.map(({ name }) => name),
    );
    return `${this.#path}/${series}`;
  }

  #text(name: TextName): string | undefined {
    return this.#contents.texts.includes(name) ? readText(this.#file, `${this.#path}/${name}`) : undefined;
  }

  #require(what: string, name: string, names: readonly string[]): void {
    if (names.includes(name)) return;
    const there = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    throw new StorageError(
      "series-missing",
      `group ${this.name} of ${this.#file.path} has no ${what} ${name}: ${there}`,
    );
  }
}
