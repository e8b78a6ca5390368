import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { MrdFile, type MrdGroup } from "../../../src/formats/mrd-hdf5/index.ts";
import {
  type Acquisition,
  AcquisitionHeader,
  DataType,
  type Image,
  ImageHeader,
  isComplex,
  pixelSize,
  pixelsOver,
  type Waveform,
  WaveformHeader,
} from "../../../src/mrd/index.ts";

/** A path in a directory that is removed with the test. */
export function temporaryPath(name = "file.h5"): string {
  const directory = mkdtempSync(join(tmpdir(), "storage-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, name);
}

/** Opens a group of a file for the duration of the test. */
export async function openGroup(path: string, name?: string): Promise<MrdGroup> {
  const file = await MrdFile.open(path);
  onTestFinished(() => file.close());
  return file.group(name);
}

/** A readout whose values are all different. */
export function readout(
  scanCounter: number,
  { samples = 16, channels = 2, dimensions = 0 }: { samples?: number; channels?: number; dimensions?: number } = {},
): Acquisition {
  return {
    kind: "acquisition",
    header: AcquisitionHeader.of({
      scanCounter,
      numberOfSamples: samples,
      activeChannels: channels,
      trajectoryDimensions: dimensions,
    }),
    trajectory: Float32Array.from({ length: samples * dimensions }, (_, i) => -(scanCounter + i)),
    data: Float32Array.from({ length: 2 * samples * channels }, (_, i) => scanCounter + i),
  };
}

export function waveform(scanCounter: number, samples = 8): Waveform {
  return {
    kind: "waveform",
    header: WaveformHeader.of({ scanCounter, numberOfSamples: samples, channels: 2, waveformId: 1, sampleTimeUs: 2.5 }),
    data: Uint32Array.from({ length: 2 * samples }, (_, i) => 4_000_000_000 + scanCounter + i),
  };
}

/** An image whose values are all different. */
export function image(
  imageIndex: number,
  options: {
    series?: number;
    matrix?: readonly [number, number, number];
    channels?: number;
    dataType?: DataType;
    attributes?: string;
  } = {},
): Image {
  const { series = 0, matrix = [4, 3, 2], channels = 2, dataType = DataType.float, attributes = "" } = options;
  const pixels = matrix[0] * matrix[1] * matrix[2] * channels;
  const data = pixelsOver(dataType, new Uint8Array(pixels * pixelSize(dataType)));
  for (let i = 0; i < data.length; i++) data[i] = (imageIndex + i) * (isComplex(dataType) && i % 2 ? -1 : 1);
  const header = ImageHeader.of({ imageIndex, imageSeriesIndex: series, matrixSize: matrix, channels, dataType });
  return { kind: "image", header, attributes, data };
}
