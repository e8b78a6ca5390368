import {
  type Acquisition,
  type DataType,
  type Image,
  isDataType,
  type PixelArray,
  pixelSize,
  type Waveform,
} from "../../mrd/index.ts";
import { StorageError } from "./errors.ts";

/** A message that a file can store. */
export type StoredMessage = Acquisition | Waveform | Image;

/**
 * Checks that a message carries as much data as its header announces: a file stores both, and readers trust either.
 * @throws StorageError `malformed-message`
 */
export function checkStorable(message: StoredMessage): void {
  switch (message.kind) {
    case "acquisition": {
      const { numberOfSamples, activeChannels, trajectoryDimensions } = message.header;
      const what = () => `readout ${message.header.scanCounter}`;
      agree(what, "data values", 2 * numberOfSamples * activeChannels, message.data.length);
      agree(what, "trajectory values", numberOfSamples * trajectoryDimensions, message.trajectory.length);
      break;
    }
    case "waveform": {
      const { numberOfSamples, channels } = message.header;
      agree(() => `waveform ${message.header.waveformId}`, "values", numberOfSamples * channels, message.data.length);
      break;
    }
    case "image": {
      const { dataType, imageIndex, imageSeriesIndex, pixelCount } = message.header;
      const what = () => `image ${imageIndex} of series ${imageSeriesIndex}`;
      if (!isDataType(dataType)) throw malformed(`${what()} has data type ${dataType}; MRD defines types 1 to 8`);
      if (pixelCount === 0) throw malformed(`${what()} has no pixels, and HDF5 cannot store an empty row`);
      agree(what, "bytes", pixelCount * pixelSize(dataType), message.data.byteLength);
    }
  }
}

/** Checks the shape and type of an array. @throws StorageError `malformed-message` */
export function checkArray(name: string, shape: readonly number[], dataType: DataType, data: PixelArray): void {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length === 0 || elements === 0) throw malformed(`array ${name} has no elements, or no dimensions`);
  agree(() => `array ${name}`, "bytes", elements * pixelSize(dataType), data.byteLength);
}

/** Checks that a group or an array can have this name. @throws StorageError `invalid-name` */
export function checkName(name: string): void {
  if (name !== "" && name !== "." && !/[/\0]/.test(name)) return;
  throw new StorageError(
    "invalid-name",
    `"${name}" cannot be a name in an HDF5 file: it is empty, is "." or contains a slash`,
  );
}

function agree(what: () => string, unit: string, announced: number, actual: number): void {
  if (announced !== actual) throw malformed(`${what()} announces ${announced} ${unit} and carries ${actual}`);
}

function malformed(message: string): StorageError {
  return new StorageError("malformed-message", message);
}
