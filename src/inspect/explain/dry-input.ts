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
 * Readouts and images whose data are replaced by shared constant arrays, one per size. The outputs of a chain then have
 * the right kind, number and shape, and cost no memory. Noise readouts and navigators keep their samples, so that reports
 * about the coils and the phase of EPI are true.
 */
export class DryInput {
  readonly #samples = new Map<number, Float32Array>();
  readonly #pixels = new Map<string, PixelArray>();

  of(message: Acquisition | Waveform | Image): Acquisition | Waveform | Image {
    if (message.kind === "acquisition") {
      const { noiseMeasurement, phaseCorrectionData } = AcquisitionFlag;
      const isKept = message.header.has(noiseMeasurement) || message.header.has(phaseCorrectionData);
      return isKept ? message : { ...message, data: this.#samplesOf(message.data.length) };
    }
    return message.kind === "image" ? { ...message, data: this.#pixelsOf(message) } : message;
  }

  /** Not zeros: coils with identical data would be refused as linearly dependent. */
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
