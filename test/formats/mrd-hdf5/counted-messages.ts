import { type Acquisition, AcquisitionHeader, DataType, type Image, ImageHeader } from "../../../src/mrd/index.ts";

/** Size of a readout. */
export const SAMPLES = 200;
export const CHANNELS = 4;
/** Images of a series; the next series starts after them. */
export const SERIES_IMAGES = 200;
const MATRIX = 40;

/** A readout by its number, which determines every value. */
export function countedReadout(number: number): Acquisition {
  return {
    kind: "acquisition",
    header: AcquisitionHeader.of({
      scanCounter: number,
      numberOfSamples: SAMPLES,
      activeChannels: CHANNELS,
      availableChannels: CHANNELS, // libismrmrd would correct it
    }),
    trajectory: new Float32Array(),
    data: Float32Array.from({ length: 2 * SAMPLES * CHANNELS }, (_, i) => number + i),
  };
}

/** An image by its number, which determines every value. */
export function countedImage(number: number): Image {
  return {
    kind: "image",
    header: ImageHeader.of({
      imageIndex: number % 65_536,
      imageSeriesIndex: Math.floor(number / SERIES_IMAGES), // new series keep appearing
      matrixSize: [MATRIX, MATRIX, 1],
      channels: 1,
      dataType: DataType.float,
    }),
    attributes: `<ismrmrdMeta>${number}</ismrmrdMeta>`,
    data: new Float32Array(MATRIX * MATRIX).fill(number),
  };
}
