import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { DataType, formatAttributes, type Image, ImageHeader, ImageType, pixelsOver } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { headerFields, scaled, type Vector } from "../image-series/index.ts";
import { SourceError, type SourceFormat, type SourceRemark } from "../source/index.ts";
import { geometryIn } from "./read-geometry.ts";
import { headerOf, sidecarOf } from "./read-sidecar.ts";

/** Data types of MRD by those of NIfTI-1; 8-bit ones become 16-bit ones. */
const types: Readonly<Record<number, { readonly type: DataType; readonly bytes: number }>> = {
  2: { type: DataType.ushort, bytes: 1 },
  4: { type: DataType.short, bytes: 2 },
  8: { type: DataType.int, bytes: 4 },
  16: { type: DataType.float, bytes: 4 },
  32: { type: DataType.complexFloat, bytes: 8 },
  64: { type: DataType.double, bytes: 8 },
  256: { type: DataType.short, bytes: 1 },
  512: { type: DataType.ushort, bytes: 2 },
  768: { type: DataType.uint, bytes: 4 },
  1792: { type: DataType.complexDouble, bytes: 16 },
};

const HEADER_BYTES = 348;

/** NIfTI-1 files, compressed or not: an image for each slice of each volume. */
export const niftiSource: SourceFormat = {
  name: "NIfTI-1 images",
  files: ".nii, .nii.gz",
  recognises: ({ bytes, path }) =>
    isNifti(bytes) || (/\.nii\.gz$/i.test(path) && bytes[0] === 0x1f && bytes[1] === 0x8b),
  async open(path) {
    const bytes = readWhole(path);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!isNifti(bytes))
      throw new SourceError("malformed", `${path} has no header of NIfTI-1: its bytes 344 to 347 are not n+1`);
    const little = view.getInt32(0, true) === HEADER_BYTES;
    const dims = Array.from({ length: 8 }, (_, i) => view.getInt16(40 + 2 * i, little));
    const [rank = 0, x = 1, y = 1] = dims;
    const [z, t] = [rank > 2 ? dims[3]! : 1, dims.slice(4, rank + 1).reduce((product, size) => product * size, 1)];
    const code = view.getInt16(70, little);
    const type = types[code];
    if (type === undefined || !(x > 0 && y > 0 && z > 0 && t > 0)) {
      const what = type === undefined ? `the data type ${code}` : `a size of ${x} × ${y} × ${z} × ${t}`;
      throw new SourceError("unsupported", `${path} has ${what}, which is not read`);
    }
    const remarks: SourceRemark[] = [];
    const geometry = geometryIn(view, little, remarks);
    const start = view.getFloat32(108, little);
    const sliceBytes = x * y * type.bytes;
    const [slope, intercept] = [view.getFloat32(112, little), view.getFloat32(116, little)];
    const scaling =
      slope !== 0 && (slope !== 1 || intercept !== 0) ? { RescaleSlope: slope, RescaleIntercept: intercept } : {};
    const sidecar = sidecarOf(path);
    const attributes = formatAttributes({ DataRole: "Image", ...scaling, ...sidecar.attributes });
    let done = 0;
    return [
      {
        name: basename(path),
        header: headerOf([x, y, z], geometry.spacingMm, t, sidecar),
        attachments: new Map(),
        remarks,
        get progress() {
          return { done, total: z * t, unit: "image" };
        },
        counts: () => ({ acquisitions: 0, waveforms: 0, images: z * t }),
        *messages() {
          for (let index = 0; index < z * t; index += 1) {
            const from = start + index * sliceBytes;
            if (from + sliceBytes > bytes.length) {
              const text = `${path} ends early: ${counted(z * t - index, "image")} of ${z * t} are missing`;
              remarks.push({ level: "error", text, offset: bytes.length });
              return;
            }
            const slice = index % z;
            const step = scaled(geometry.planeDir, geometry.spacingMm[2] * slice);
            const firstPixelMm = geometry.firstPixelMm.map((place, axis) => place + step[axis]!) as unknown as Vector;
            const header = ImageHeader.of({
              ...headerFields({ ...geometry, firstPixelMm }, [x, y, 1]),
              dataType: type.type,
              channels: 1,
              imageType: type.type >= DataType.complexFloat ? ImageType.complex : sidecar.imageType,
              slice,
              repetition: Math.floor(index / z),
              imageIndex: (index + 1) & 0xffff,
            });
            done += 1;
            yield {
              kind: "image",
              header,
              attributes,
              data: pixels(bytes, from, sliceBytes, type, little, code),
            } as Image;
          }
        },
        close() {},
      },
    ];
  },
};

function isNifti(bytes: Buffer): boolean {
  return bytes.length >= HEADER_BYTES && bytes.toString("latin1", 344, 347) === "n+1";
}

/** A compressed file that is truncated is read up to its end. */
function readWhole(path: string): Buffer {
  const bytes = readFileSync(path);
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0x1f8b) return bytes;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw new SourceError("malformed", `${path} cannot be decompressed: ${(cause as Error).message}`, { cause });
  }
}

function pixels(
  bytes: Buffer,
  from: number,
  length: number,
  { type, bytes: size }: { readonly type: DataType; readonly bytes: number },
  little: boolean,
  code: number,
): Image["data"] {
  const own = Buffer.from(Uint8Array.prototype.slice.call(bytes, from, from + length).buffer);
  if (size === 1) return code === 256 ? Int16Array.from(new Int8Array(own.buffer)) : Uint16Array.from(own);
  if (!little) {
    const element = type >= DataType.complexFloat ? size / 2 : size;
    if (element === 2) own.swap16();
    else if (element === 4) own.swap32();
    else own.swap64();
  }
  return pixelsOver(type, own as Buffer<ArrayBuffer>);
}
