import { isRightHanded, scaled, type Vector } from "../image-series/index.ts";

/** Size of the header, with the four bytes of its (missing) extensions. */
export const DATA_OFFSET = 352;

/** Data types of NIfTI-1, by typed array. */
export const niftiTypes = {
  Uint8Array: { code: 2, bits: 8 },
  Int16Array: { code: 4, bits: 16 },
  Int32Array: { code: 8, bits: 32 },
  Float32Array: { code: 16, bits: 32 },
  Float64Array: { code: 64, bits: 64 },
  Uint16Array: { code: 512, bits: 16 },
  Uint32Array: { code: 768, bits: 32 },
} as const;
/** Three bytes, red, green and blue. */
export const RGB24 = 128;

const MILLIMETRES_AND_SECONDS = 2 | 8;
/** The coordinates are those of the scanner. */
const SCANNER = 1;

export interface NiftiGeometry {
  readonly shape: readonly [x: number, y: number, z: number, t: number];
  /** Steps along x, y and z in mm, and the centre of the first pixel, in the coordinates of DICOM. */
  readonly axesMm: readonly [Vector, Vector, Vector];
  readonly originMm: Vector;
}

/** From the coordinates of DICOM, to the left and back, to those of NIfTI, to the right and front. */
function toRas([x, y, z]: Vector): Vector {
  return [-x + 0, -y + 0, z];
}

/**
 * A NIfTI-1 header (nifti1.h) of a single file, little endian, with the same coordinates as qform and as sform.
 * @param secondsPerVolume 0 if it is not known
 */
export function niftiHeader(
  { shape, axesMm, originMm }: NiftiGeometry,
  type: { readonly code: number; readonly bits: number },
  scaling: { readonly slope: number; readonly intercept: number },
  secondsPerVolume: number,
  description: string,
): Buffer {
  const header = Buffer.alloc(DATA_OFFSET);
  header.writeInt32LE(348, 0);
  header.writeUInt8("r".charCodeAt(0), 38); // regular, as ANALYZE demands
  const [, , , times] = shape;
  for (const [i, size] of [times > 1 ? 4 : 3, ...shape, 1, 1, 1].entries()) header.writeInt16LE(size, 40 + 2 * i);
  header.writeInt16LE(type.code, 70);
  header.writeInt16LE(type.bits, 72);
  const lengths = axesMm.map((axis) => Math.hypot(...axis));
  const isMirrored = !isRightHanded(axesMm);
  for (const [i, size] of [isMirrored ? -1 : 1, ...lengths, secondsPerVolume, 0, 0, 0].entries()) {
    header.writeFloatLE(size, 76 + 4 * i);
  }
  header.writeFloatLE(DATA_OFFSET, 108);
  header.writeFloatLE(scaling.slope, 112);
  header.writeFloatLE(scaling.intercept, 116);
  header.writeUInt8(MILLIMETRES_AND_SECONDS, 123);
  header.write(Buffer.from(description).subarray(0, 79).toString("latin1"), 148, "latin1");
  header.writeInt16LE(SCANNER, 252);
  header.writeInt16LE(SCANNER, 254);
  const columns = axesMm.map(toRas);
  const origin = toRas(originMm);
  const units = columns.map((column, i) => scaled(column, 1 / lengths[i]!));
  if (isMirrored) units[2] = scaled(units[2]!, -1);
  for (const [i, value] of [...quaternion(units as unknown as Rotation), ...origin].entries()) {
    header.writeFloatLE(value, 256 + 4 * i);
  }
  for (const row of [0, 1, 2]) {
    for (const [i, value] of [...columns.map((column) => column[row]!), origin[row]!].entries()) {
      header.writeFloatLE(value, 280 + 16 * row + 4 * i);
    }
  }
  header.write("n+1\0", 344, "latin1");
  return header;
}

/** Columns of a rotation matrix. */
type Rotation = readonly [Vector, Vector, Vector];

/** The parts b, c and d of the unit quaternion of a rotation, with a ≥ 0 (nifti1_io.c, nifti_mat44_to_quatern). */
function quaternion([[r11, r21, r31], [r12, r22, r32], [r13, r23, r33]]: Rotation): Vector {
  const trace = r11 + r22 + r33 + 1;
  if (trace > 0.5) {
    const a = Math.sqrt(trace) / 2;
    return [(r32 - r23) / (4 * a), (r13 - r31) / (4 * a), (r21 - r12) / (4 * a)];
  }
  const [x, y, z] = [1 + r11 - r22 - r33, 1 + r22 - r11 - r33, 1 + r33 - r11 - r22];
  const signed = (a: number, [b, c, d]: Vector): Vector => (a < 0 ? [-b, -c, -d] : [b, c, d]);
  if (x > 1) {
    const b = Math.sqrt(x) / 2;
    return signed(r32 - r23, [b, (r12 + r21) / (4 * b), (r13 + r31) / (4 * b)]);
  }
  if (y > 1) {
    const c = Math.sqrt(y) / 2;
    return signed(r13 - r31, [(r12 + r21) / (4 * c), c, (r23 + r32) / (4 * c)]);
  }
  const d = Math.sqrt(z) / 2;
  return signed(r21 - r12, [(r13 + r31) / (4 * d), (r23 + r32) / (4 * d), d]);
}
