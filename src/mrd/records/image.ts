import { type Fields, type FieldValues, recordClass, recordLayout } from "./record.ts";

/** The kind of value in the pixels of an image (`ISMRMRD_ImageTypes`, and FIRE's RGB). */
export const ImageType = { magnitude: 1, phase: 2, real: 3, imag: 4, complex: 5, rgb: 6 } as const;
export type ImageType = (typeof ImageType)[keyof typeof ImageType];

/** How pixels are stored (`ISMRMRD_DataTypes`). */
export const DataType = {
  ushort: 1,
  short: 2,
  uint: 3,
  int: 4,
  float: 5,
  double: 6,
  complexFloat: 7,
  complexDouble: 8,
} as const;
export type DataType = (typeof DataType)[keyof typeof DataType];

/** Pixel storage. Complex types are interleaved: their array has two elements per pixel. */
export type PixelArray = Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

interface PixelFormat {
  readonly array: {
    readonly BYTES_PER_ELEMENT: number;
    new (buffer: ArrayBuffer, offset: number, length: number): PixelArray;
  };
  readonly complex: boolean;
}

const pixelFormats: Readonly<Record<DataType, PixelFormat>> = {
  [DataType.ushort]: { array: Uint16Array, complex: false },
  [DataType.short]: { array: Int16Array, complex: false },
  [DataType.uint]: { array: Uint32Array, complex: false },
  [DataType.int]: { array: Int32Array, complex: false },
  [DataType.float]: { array: Float32Array, complex: false },
  [DataType.double]: { array: Float64Array, complex: false },
  [DataType.complexFloat]: { array: Float32Array, complex: true },
  [DataType.complexDouble]: { array: Float64Array, complex: true },
};

/** Whether a number from a message is a valid data type. */
export function isDataType(value: number): value is DataType {
  return value in pixelFormats;
}

/** For example `float`. */
export function dataTypeName(value: number): string {
  return Object.entries(DataType).find(([, number]) => number === value)?.[0] ?? `data type ${value}`;
}

/** Whether a data type has a real and an imaginary part. */
export function isComplex(type: DataType): boolean {
  return pixelFormats[type].complex;
}

/** Size of one pixel, in bytes. */
export function pixelSize(type: DataType): number {
  const { array, complex } = pixelFormats[type];
  return array.BYTES_PER_ELEMENT * (complex ? 2 : 1);
}

/** Whether the pixels are an array of the data type's elements. */
export function isArrayOf(type: DataType, pixels: PixelArray): boolean {
  return pixels instanceof pixelFormats[type].array;
}

/** A typed array of a data type's elements over bytes, which must start at a multiple of 8. */
export function pixelsOver(type: DataType, { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): PixelArray {
  const { array } = pixelFormats[type];
  return new array(buffer, byteOffset, byteLength / array.BYTES_PER_ELEMENT);
}

/** `ISMRMRD_ImageHeader`, 198 bytes, packed. */
const imageFields = {
  version: "u16",
  dataType: "u16", // see DataType
  flags: "u64", // see ImageFlag
  measurementUid: "u32",
  matrixSize: ["u16", 3], // pixels along read, phase and slice direction
  fieldOfView: ["f32", 3], // in mm
  channels: "u16",
  position: ["f32", 3], // of the image's centre from the isocentre, in mm
  readDir: ["f32", 3], // direction cosines
  phaseDir: ["f32", 3],
  sliceDir: ["f32", 3],
  patientTablePosition: ["f32", 3], // in mm
  average: "u16",
  slice: "u16",
  contrast: "u16",
  phase: "u16",
  repetition: "u16",
  set: "u16",
  acquisitionTimeStamp: "u32",
  physiologyTimeStamp: ["u32", 3],
  imageType: "u16", // see ImageType
  imageIndex: "u16", // counts up in a series
  imageSeriesIndex: "u16",
  userInt: ["i32", 8],
  userFloat: ["f32", 8],
  attributeStringLen: "u32", // set by the writer
} as const satisfies Fields;

const layout = recordLayout(imageFields);

/** Lazy view over the 198-byte header of an image. */
export class ImageHeader extends recordClass(layout) {
  /** A header with the given fields; all others are zero. */
  static of(values: Partial<FieldValues<typeof imageFields>>): ImageHeader {
    return new ImageHeader(new Uint8Array(layout.size)).with({ version: 1, ...values });
  }

  /** Number of pixels that the header announces, including all channels. */
  get pixelCount(): number {
    const [x, y, z] = this.matrixSize;
    return x! * y! * z! * this.channels;
  }
}

/** One image. */
export interface Image {
  readonly kind: "image";
  readonly header: ImageHeader;
  /** ismrmrdMeta XML as received, or empty; see `parseAttributes`. */
  readonly attributes: string;
  /** `[channels][z][y][x]`, of the header's `dataType`. */
  readonly data: PixelArray;
}
