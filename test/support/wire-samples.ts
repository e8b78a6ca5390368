import {
  AcquisitionHeader,
  ImageHeader,
  type PixelArray,
  WaveformHeader,
  type WireMessage,
} from "../../src/mrd/index.ts";
import * as wire from "./wire-bytes.ts";

/** A message and its bytes on the wire, written independently of each other. */
export interface WireSample {
  readonly name: string;
  readonly bytes: Buffer;
  readonly message: WireMessage;
}

function acquisitionSample(name: string, samples: number, channels: number, dimensions: number): WireSample {
  const header = wire.headerBytes(wire.acquisitionSize, wire.acquisitionSpots, {
    version: 1,
    flags: 0x8000000000040001n,
    scanCounter: 4711,
    numberOfSamples: samples,
    availableChannels: channels + 3,
    activeChannels: channels,
    trajectoryDimensions: dimensions,
    sampleTimeUs: 2.5,
  });
  const trajectory = Array.from({ length: samples * dimensions }, (_, i) => i / 8);
  const data = Array.from({ length: 2 * samples * channels }, (_, i) => 100 - i / 4);
  return {
    name,
    bytes: wire.acquisition(header, wire.floats(...trajectory), wire.floats(...data)),
    message: {
      kind: "acquisition",
      header: new AcquisitionHeader(header),
      trajectory: Float32Array.from(trajectory),
      data: Float32Array.from(data),
    },
  };
}

/** Pixels by data type: how each is written by hand, and the expected array. */
const pixels: readonly [type: number, name: string, write: (bytes: Buffer, i: number) => void, data: PixelArray][] = [
  [1, "ushort", (bytes, i) => bytes.writeUInt16LE(65535 - i, 2 * i), Uint16Array.of(65535, 65534, 65533, 65532)],
  [2, "short", (bytes, i) => bytes.writeInt16LE(-300 - i, 2 * i), Int16Array.of(-300, -301, -302, -303)],
  [3, "uint", (bytes, i) => bytes.writeUInt32LE(4e9 + i, 4 * i), Uint32Array.of(4e9, 4e9 + 1, 4e9 + 2, 4e9 + 3)],
  [4, "int", (bytes, i) => bytes.writeInt32LE(-2e9 + i, 4 * i), Int32Array.of(-2e9, -2e9 + 1, -2e9 + 2, -2e9 + 3)],
  [5, "float", (bytes, i) => bytes.writeFloatLE(i + 0.5, 4 * i), Float32Array.of(0.5, 1.5, 2.5, 3.5)],
  [6, "double", (bytes, i) => bytes.writeDoubleLE(i + 0.1, 8 * i), Float64Array.of(0.1, 1.1, 2.1, 3.1)],
  [7, "complex float", (bytes, i) => bytes.writeFloatLE(-i, 4 * i), Float32Array.of(-0, -1, -2, -3, -4, -5, -6, -7)],
  [8, "complex double", (bytes, i) => bytes.writeDoubleLE(-i, 8 * i), Float64Array.of(-0, -1, -2, -3, -4, -5, -6, -7)],
];

/** Two channels of 2 × 1 × 1 pixels. */
function imageSamples(): WireSample[] {
  return pixels.map(([dataType, name, write, data]) => {
    const attributes = dataType === 1 ? "" : `<ismrmrdMeta>${name} µ</ismrmrdMeta>`;
    const header = wire.headerBytes(wire.imageSize, wire.imageSpots, {
      version: 1,
      dataType,
      matrixSize: [2, 1, 1],
      channels: 2,
      imageIndex: 3,
      attributeStringLen: Buffer.byteLength(attributes),
    });
    const pixelBytes = Buffer.alloc(data.byteLength);
    for (let i = 0; i < data.length; i++) write(pixelBytes, i);
    return {
      name: `IMAGE of ${name}`,
      bytes: wire.image(header, attributes, pixelBytes),
      message: { kind: "image", header: new ImageHeader(header), attributes, data },
    };
  });
}

function waveformSample(name: string, channels: number, samples: number): WireSample {
  const header = wire.headerBytes(wire.waveformSize, wire.waveformSpots, {
    version: 1,
    scanCounter: 9,
    numberOfSamples: samples,
    channels,
    waveformId: 2,
  });
  const values = Array.from({ length: channels * samples }, (_, i) => 0xfffffff0 + i);
  return {
    name,
    bytes: wire.waveform(header, Buffer.concat(values.map(wire.u32))),
    message: { kind: "waveform", header: new WaveformHeader(header), data: Uint32Array.from(values) },
  };
}

const emptyImage = wire.headerBytes(wire.imageSize, wire.imageSpots, { version: 1, dataType: 5 });

export const wireSamples: readonly WireSample[] = [
  { name: "CONFIG_FILE", bytes: wire.configFile("cartesian"), message: { kind: "config-file", name: "cartesian" } },
  { name: "CONFIG_TEXT", bytes: wire.text(2, "chain: [ß]"), message: { kind: "config-text", text: "chain: [ß]" } },
  { name: "HEADER", bytes: wire.text(3, "<ismrmrdHeader/>"), message: { kind: "header", text: "<ismrmrdHeader/>" } },
  { name: "TEXT", bytes: wire.text(5, "INFO    42 𝄞"), message: { kind: "text", text: "INFO    42 𝄞" } },
  { name: "empty TEXT", bytes: wire.text(5, ""), message: { kind: "text", text: "" } },
  {
    name: "QUERY",
    bytes: wire.query(0xfedcba9876543210n, "gadgetron::info"),
    message: { kind: "query", correlationId: 0xfedcba9876543210n, text: "gadgetron::info" },
  },
  { name: "RESPONSE", bytes: wire.response(7n, "4.7"), message: { kind: "response", correlationId: 7n, text: "4.7" } },
  { name: "ERROR", bytes: wire.error("no such coil"), message: { kind: "error", text: "no such coil" } },
  {
    name: "DEPENDENCY_QUERY",
    bytes: wire.dependencies("<ismrmrdMeta/>"),
    message: { kind: "dependencies", attributes: "<ismrmrdMeta/>" },
  },
  acquisitionSample("ACQUISITION", 4, 2, 0),
  acquisitionSample("ACQUISITION with a trajectory", 3, 1, 2),
  acquisitionSample("ACQUISITION without samples", 0, 2, 3),
  acquisitionSample("ACQUISITION without channels", 4, 0, 0),
  ...imageSamples(),
  {
    name: "IMAGE without pixels",
    bytes: wire.image(emptyImage, "", Buffer.alloc(0)),
    message: { kind: "image", header: new ImageHeader(emptyImage), attributes: "", data: new Float32Array(0) },
  },
  waveformSample("WAVEFORM", 2, 3),
  waveformSample("WAVEFORM without samples", 2, 0),
  { name: "CLOSE", bytes: wire.close, message: { kind: "close" } },
];

/** A message with its header as plain bytes, so that headers in different buffers compare equal. */
export function plain(message: WireMessage): object {
  return "header" in message ? { ...message, header: Buffer.from(message.header.bytes) } : message;
}
