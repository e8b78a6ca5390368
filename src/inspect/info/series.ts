import {
  DataType,
  type Image,
  ImageType,
  isComplex,
  isDataType,
  type Waveform,
  type WaveformHeader,
} from "../../mrd/index.ts";
import { NameCounter, type Spread, SpreadAccumulator } from "./ranges.ts";

/** Waveforms with one id. */
export interface WaveformSummary {
  readonly waveformId: number;
  readonly count: number;
  readonly channels: Spread;
  readonly numberOfSamples: Spread;
  readonly sampleTimeUs: Spread;
}

/** One image series. */
export interface SeriesInfo {
  readonly name: string;
  readonly count: number;
  /** Form of all images: a series in a file has only one. Absent for a series without images. */
  readonly matrixSize?: readonly number[];
  readonly channels?: number;
  readonly dataType?: string;
  /** Number of images of each type. */
  readonly imageTypes: Readonly<Record<string, number>>;
  /** Range of the finite values, with complex ones as magnitude. Absent if there are none. */
  readonly values?: { readonly minimum: number; readonly maximum: number };
  /** Number of values that are infinite or NaN. */
  readonly notFinite: number;
}

/** Collects statistics of waveforms one by one, without retaining them. */
export function summarizeWaveforms(waveforms: Iterable<Waveform>): WaveformSummary[] {
  const found = new Map<number, WaveformAccumulator>();
  for (const { header } of waveforms) {
    const accumulator = found.get(header.waveformId) ?? new WaveformAccumulator();
    found.set(header.waveformId, accumulator);
    accumulator.add(header);
  }
  return [...found].sort(([a], [b]) => a - b).map(([waveformId, { summary }]) => ({ waveformId, ...summary }));
}

class WaveformAccumulator {
  #count = 0;
  readonly #channels = new SpreadAccumulator();
  readonly #numberOfSamples = new SpreadAccumulator();
  readonly #sampleTimeUs = new SpreadAccumulator();

  add({ channels, numberOfSamples, sampleTimeUs }: WaveformHeader): void {
    this.#count += 1;
    this.#channels.add(channels);
    this.#numberOfSamples.add(numberOfSamples);
    this.#sampleTimeUs.add(sampleTimeUs);
  }

  get summary(): Omit<WaveformSummary, "waveformId"> {
    return {
      count: this.#count,
      channels: this.#channels.spread,
      numberOfSamples: this.#numberOfSamples.spread,
      sampleTimeUs: this.#sampleTimeUs.spread,
    };
  }
}

/** Collects statistics of a series' images one by one, without retaining them. */
export function summarizeSeries(name: string, images: Iterable<Image>): SeriesInfo {
  let count = 0;
  let first: Image["header"] | undefined;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let notFinite = 0;
  const types = new NameCounter();
  for (const { header, data } of images) {
    count += 1;
    first ??= header;
    types.add(nameOf(ImageType, header.imageType));
    const step = isDataType(header.dataType) && isComplex(header.dataType) ? 2 : 1;
    for (let i = 0; i < data.length; i += step) {
      const value = step === 2 ? Math.hypot(data[i]!, data[i + 1]!) : data[i]!;
      if (!Number.isFinite(value)) notFinite += 1;
      else {
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
    }
  }
  return {
    name,
    count,
    ...(first && {
      matrixSize: first.matrixSize,
      channels: first.channels,
      dataType: nameOf(DataType, first.dataType),
    }),
    imageTypes: types.counts,
    ...(minimum <= maximum && { values: { minimum, maximum } }),
    notFinite,
  };
}

function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(table).find(([, number]) => number === value)?.[0] ?? `type ${value}`;
}
