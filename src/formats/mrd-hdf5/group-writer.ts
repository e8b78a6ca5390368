import type { Acquisition, DataType, Image, PixelArray, Waveform } from "../../mrd/index.ts";
import type { StoredMessage } from "./check-message.ts";
import type { TextName } from "./group-contents.ts";
import { GrowingDataset, textDataset } from "./hdf5/dataset.ts";
import { VLEN_SIZE } from "./hdf5/datatype.ts";
import type { AppendFile } from "./hdf5/file.ts";
import type { GlobalHeap } from "./hdf5/global-heap.ts";
import type { Hdf5Group } from "./hdf5/group.ts";
import { describeForm, formOf, type ImageForm, sameForm } from "./image-form.ts";
import { acquisitionRow, pixelTypes, waveformRow } from "./member-types.ts";
import { SeriesWriter } from "./series-writer.ts";

/** Contents of an image series of a group that is being written. */
export interface SeriesSummary {
  readonly name: string;
  readonly count: number;
  /**
   * Why this series is stored next to the one of its index: the form that does not fit there. Absent for the others.
   */
  readonly mismatch?: string;
}

/** One measurement that is being written: a group of an MRD file. */
export class GroupWriter {
  readonly group: Hdf5Group;
  readonly #file: AppendFile;
  readonly #heap: GlobalHeap;
  readonly #series = new Map<string, SeriesWriter>();
  readonly #arrays: GrowingDataset[] = [];
  #acquisitions: GrowingDataset | undefined;
  #waveforms: GrowingDataset | undefined;

  /** @param group to which the measurement is written */
  constructor(file: AppendFile, heap: GlobalHeap, group: Hdf5Group) {
    this.#file = file;
    this.#heap = heap;
    this.group = group;
  }

  get acquisitionCount(): number {
    return this.#acquisitions?.rows ?? 0;
  }

  get waveformCount(): number {
    return this.#waveforms?.rows ?? 0;
  }

  get series(): SeriesSummary[] {
    return [...this.#series.values()].map(({ name, count, form }) => {
      const usual = this.#series.get(name.replace(/^(image_\d+)_\d+$/, "$1"));
      if (usual === undefined || usual.name === name) return { name, count };
      return {
        name,
        count,
        mismatch: `${describeForm(form)} does not fit ${usual.name}, which holds ${describeForm(usual.form)}`,
      };
    });
  }

  /** Writes a text, replacing an earlier one. */
  writeText(name: TextName, content: string): void {
    this.group.link(name, textDataset(this.#file, this.#heap, content));
  }

  append(message: StoredMessage): void {
    if (message.kind === "acquisition") this.#appendAcquisition(message);
    else if (message.kind === "waveform") this.#appendWaveform(message);
    else this.#fittingSeries(message).append(message);
  }

  /**
   * Appends to a series of this name. The caller guarantees that the image fits, because it copies another file's
   * series.
   */
  appendTo(series: string, image: Image): void {
    (this.#series.get(series) ?? this.#openSeries(series, formOf(image.header))).append(image);
  }

  /** Writes a numeric array whose first axis can grow, like the arrays of libismrmrd. */
  writeArray(name: string, shape: readonly number[], dataType: DataType, data: PixelArray): void {
    const [rows = 1, ...rowShape] = shape;
    const dataset = new GrowingDataset(this.#file, pixelTypes[dataType], { rowShape });
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const rowBytes = bytes.length / rows;
    for (let row = 0; row < rows; row++) dataset.append(bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
    this.group.link(name, dataset);
    this.#arrays.push(dataset);
  }

  /** Writes what is still in memory. The next commit makes it visible. */
  store(): void {
    this.#acquisitions?.store();
    this.#waveforms?.store();
    for (const series of this.#series.values()) series.store();
    for (const array of this.#arrays.splice(0)) array.store();
    this.#heap.store();
  }

  #appendAcquisition({ header, trajectory, data }: Acquisition): void {
    this.#acquisitions ??= this.#rows("data", acquisitionRow.type);
    this.#appendRow(this.#acquisitions, header.bytes, acquisitionRow.offsets, [trajectory, data]);
  }

  #appendWaveform({ header, data }: Waveform): void {
    this.#waveforms ??= this.#rows("waveforms", waveformRow.type);
    this.#appendRow(this.#waveforms, header.bytes, waveformRow.offsets, [data]);
  }

  #rows(name: string, type: (typeof acquisitionRow)["type"]): GrowingDataset {
    const dataset = new GrowingDataset(this.#file, type, { heap: this.#heap });
    this.group.link(name, dataset);
    return dataset;
  }

  #appendRow(
    dataset: GrowingDataset,
    header: Uint8Array,
    offsets: readonly number[],
    sequences: readonly (Float32Array | Uint32Array)[],
  ): void {
    const row = dataset.next();
    row.set(header);
    sequences.forEach((sequence, i) => {
      const bytes = new Uint8Array(sequence.buffer, sequence.byteOffset, sequence.byteLength);
      this.#heap.insert(bytes, sequence.length, row.subarray(offsets[i]!, offsets[i]! + VLEN_SIZE));
    });
  }

  /** The series of an image's index or, if the image does not fit it, a series next to it that does. */
  #fittingSeries({ header }: Image): SeriesWriter {
    const form = formOf(header);
    const usual = `image_${header.imageSeriesIndex}`;
    for (let k = 0; ; k++) {
      const name = k === 0 ? usual : `${usual}_${k}`;
      const series = this.#series.get(name);
      if (series === undefined) return this.#openSeries(name, form);
      if (sameForm(series.form, form)) return series;
    }
  }

  #openSeries(name: string, form: ImageForm): SeriesWriter {
    const series = new SeriesWriter(this.#file, this.#heap, name, form);
    this.#series.set(name, series);
    this.group.link(name, series.group);
    return series;
  }
}
