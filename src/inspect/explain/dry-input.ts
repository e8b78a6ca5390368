import {
  type Acquisition,
  AcquisitionFlag,
  type Image,
  isDataType,
  type PixelArray,
  pixelSize,
  pixelsOver,
  type Waveform,
} from "../../mrd/index.ts";

/**
 * Readouts and images as they come, with content that all of one size share: what a chain makes of them is of the right kind,
 * number and shape, and costs no memory. Noise keeps its samples, so that what it says of the coils is true.
 */
export class DryInput {
  readonly #samples = new Map<number, Float32Array>();
  readonly #pixels = new Map<string, PixelArray>();

  of(message: Acquisition | Waveform | Image): Acquisition | Waveform | Image {
    if (message.kind === "acquisition" && !message.header.has(AcquisitionFlag.noiseMeasurement))
      return { ...message, data: this.#samplesOf(message.data.length) };
    return message.kind === "image" ? { ...message, data: this.#pixelsOf(message) } : message;
  }

  /** No noughts: coils that tell nothing apart would be refused. */
  #samplesOf(length: number): Float32Array {
    const known = this.#samples.get(length) ?? Float32Array.from({ length }, (_, i) => Math.sin(i * i));
    this.#samples.set(length, known);
    return known;
  }

  #pixelsOf({ header: { dataType, pixelCount }, data }: Image): PixelArray {
    if (!isDataType(dataType)) return data;
    const key = `${dataType} ${pixelCount}`;
    const known = this.#pixels.get(key) ?? pixelsOver(dataType, new Uint8Array(pixelCount * pixelSize(dataType)));
    this.#pixels.set(key, known);
    return known;
  }
}
