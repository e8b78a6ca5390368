/**
 * MRD messages built byte by byte, with offsets counted by hand from ismrmrd.h and waveform.h. Nothing here may come
 * from src: these bytes are the reference for the codec.
 */

type Kind = "u16" | "u32" | "i32" | "f32" | "u64";
/** Offset in the header, type, and length if the field is an array. */
export type Spot = readonly [offset: number, kind: Kind, count?: number];
export type FieldValue = number | bigint | readonly (number | bigint)[];

export const acquisitionSize = 340;
export const acquisitionSpots = {
  version: [0, "u16"],
  flags: [2, "u64"],
  measurementUid: [10, "u32"],
  scanCounter: [14, "u32"],
  acquisitionTimeStamp: [18, "u32"],
  physiologyTimeStamp: [22, "u32", 3],
  numberOfSamples: [34, "u16"],
  availableChannels: [36, "u16"],
  activeChannels: [38, "u16"],
  channelMask: [40, "u64", 16],
  discardPre: [168, "u16"],
  discardPost: [170, "u16"],
  centerSample: [172, "u16"],
  encodingSpaceRef: [174, "u16"],
  trajectoryDimensions: [176, "u16"],
  sampleTimeUs: [178, "f32"],
  position: [182, "f32", 3],
  readDir: [194, "f32", 3],
  phaseDir: [206, "f32", 3],
  sliceDir: [218, "f32", 3],
  patientTablePosition: [230, "f32", 3],
  kspaceEncodeStep1: [242, "u16"],
  kspaceEncodeStep2: [244, "u16"],
  average: [246, "u16"],
  slice: [248, "u16"],
  contrast: [250, "u16"],
  phase: [252, "u16"],
  repetition: [254, "u16"],
  set: [256, "u16"],
  segment: [258, "u16"],
  user: [260, "u16", 8],
  userInt: [276, "i32", 8],
  userFloat: [308, "f32", 8],
} as const satisfies Record<string, Spot>;

export const imageSize = 198;
export const imageSpots = {
  version: [0, "u16"],
  dataType: [2, "u16"],
  flags: [4, "u64"],
  measurementUid: [12, "u32"],
  matrixSize: [16, "u16", 3],
  fieldOfView: [22, "f32", 3],
  channels: [34, "u16"],
  position: [36, "f32", 3],
  readDir: [48, "f32", 3],
  phaseDir: [60, "f32", 3],
  sliceDir: [72, "f32", 3],
  patientTablePosition: [84, "f32", 3],
  average: [96, "u16"],
  slice: [98, "u16"],
  contrast: [100, "u16"],
  phase: [102, "u16"],
  repetition: [104, "u16"],
  set: [106, "u16"],
  acquisitionTimeStamp: [108, "u32"],
  physiologyTimeStamp: [112, "u32", 3],
  imageType: [124, "u16"],
  imageIndex: [126, "u16"],
  imageSeriesIndex: [128, "u16"],
  userInt: [130, "i32", 8],
  userFloat: [162, "f32", 8],
  attributeStringLen: [194, "u32"],
} as const satisfies Record<string, Spot>;

export const waveformSize = 40;
export const waveformSpots = {
  version: [0, "u16"],
  flags: [8, "u64"],
  measurementUid: [16, "u32"],
  scanCounter: [20, "u32"],
  timeStamp: [24, "u32"],
  numberOfSamples: [28, "u16"],
  channels: [30, "u16"],
  sampleTimeUs: [32, "f32"],
  waveformId: [36, "u16"],
} as const satisfies Record<string, Spot>;

const writers = {
  u16: (bytes: Buffer, value: number | bigint, offset: number) => bytes.writeUInt16LE(Number(value), offset),
  u32: (bytes: Buffer, value: number | bigint, offset: number) => bytes.writeUInt32LE(Number(value), offset),
  i32: (bytes: Buffer, value: number | bigint, offset: number) => bytes.writeInt32LE(Number(value), offset),
  f32: (bytes: Buffer, value: number | bigint, offset: number) => bytes.writeFloatLE(Number(value), offset),
  u64: (bytes: Buffer, value: number | bigint, offset: number) => bytes.writeBigUInt64LE(BigInt(value), offset),
};
const widths = { u16: 2, u32: 4, i32: 4, f32: 4, u64: 8 };

/** A header with these fields set and all other bytes zero. */
export function headerBytes<S extends Record<string, Spot>>(
  size: number,
  spots: S,
  values: { readonly [K in keyof S]?: FieldValue },
): Buffer {
  const bytes = Buffer.alloc(size);
  for (const [name, value] of Object.entries<FieldValue | undefined>(values)) {
    const [offset, kind] = spots[name]!;
    [value!].flat().forEach((element, i) => {
      writers[kind](bytes, element as number | bigint, offset + i * widths[kind]);
    });
  }
  return bytes;
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

export function floats(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeFloatLE(value, 4 * i);
  });
  return bytes;
}

export function configFile(name: string): Buffer {
  const field = Buffer.alloc(1024);
  field.write(name, "utf8");
  return Buffer.concat([u16(1), field]);
}

/** CONFIG_TEXT (2), HEADER (3) or TEXT (5). */
export function text(id: 2 | 3 | 5, content: string): Buffer {
  const bytes = Buffer.from(content, "utf8");
  return Buffer.concat([u16(id), u32(bytes.length), bytes]);
}

export const close = u16(4);

export function query(correlationId: bigint, content: string, reserved = 0n): Buffer {
  const bytes = Buffer.from(content, "utf8");
  return Buffer.concat([u16(6), u64(reserved), u64(correlationId), u64(BigInt(bytes.length)), bytes]);
}

export function response(correlationId: bigint, content: string): Buffer {
  const bytes = Buffer.from(content, "utf8");
  return Buffer.concat([u16(7), u64(correlationId), u64(BigInt(bytes.length)), bytes]);
}

export function error(content: string): Buffer {
  const bytes = Buffer.from(content, "utf8");
  return Buffer.concat([u16(8), u64(BigInt(bytes.length)), bytes]);
}

/** DEPENDENCY_QUERY: the answer to a dependency query. */
export function dependencies(attributes: string): Buffer {
  const bytes = Buffer.from(attributes, "utf8");
  return Buffer.concat([u16(1019), u64(BigInt(bytes.length)), bytes]);
}

export function acquisition(header: Buffer, trajectory: Buffer, data: Buffer): Buffer {
  return Buffer.concat([u16(1008), header, trajectory, data]);
}

export function image(header: Buffer, attributes: string, pixels: Buffer): Buffer {
  const bytes = Buffer.from(attributes, "utf8");
  return Buffer.concat([u16(1022), header, u64(BigInt(bytes.length)), bytes, pixels]);
}

export function waveform(header: Buffer, data: Buffer): Buffer {
  return Buffer.concat([u16(1026), header, data]);
}
