import {
  DataType,
  formatAttributes,
  type Image,
  ImageHeader,
  ImageType,
  type PixelArray,
  pixelsOver,
} from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { headerFields, timeStamp, type Vector } from "../image-series/index.ts";
import type { SourceRemark } from "../source/index.ts";
import { DicomError } from "./errors.ts";
import { frameGeometry, numberOf, numbersOf, type ReadFrame, textOf, textsOf } from "./frames.ts";
import { readPixels } from "./read-file.ts";

const types: Readonly<Record<string, number>> = {
  M: ImageType.magnitude,
  P: ImageType.phase,
  R: ImageType.real,
  I: ImageType.imag,
  PHASE: ImageType.phase,
  REAL: ImageType.real,
  IMAGINARY: ImageType.imag,
};

/**
 * A frame as an image of MRD.
 * @param remarks gets what is missing from the file
 * @throws DicomError `unsupported`, `malformed`
 */
export function imageOf(
  frame: ReadFrame,
  counters: Parameters<typeof ImageHeader.of>[0],
  remarks: SourceRemark[],
): Image {
  const { elements, file, mosaic } = frame;
  const [columns, rows] = [numberOf(elements, "Columns") ?? 0, numberOf(elements, "Rows") ?? 0];
  const samples = numberOf(elements, "SamplesPerPixel") ?? 1;
  const bits = numberOf(elements, "BitsAllocated") ?? 16;
  const isColour = samples === 3 && bits === 8;
  if (!isColour && !(samples === 1 && [8, 16, 32].includes(bits))) {
    throw new DicomError(
      "unsupported",
      `${file.path} has ${counted(samples, "sample")} of ${bits} bits per pixel, which are not read`,
    );
  }
  const frameBytes = (columns * rows * samples * bits) / 8;
  const all = readPixels(file, frameBytes * (numberOf(elements, "NumberOfFrames") ?? 1));
  const missing = Math.max(0, Math.min(frameBytes, (frame.index + 1) * frameBytes - (all.bytes.length - all.missing)));
  if (missing > 0) {
    const text = `${file.path} ends early: ${counted(missing, "byte")} of ${frameBytes} of its frame ${frame.index + 1} are missing, and are 0`;
    remarks.push({ level: "error", text, offset: all.size });
  }
  const bytes = all.bytes.slice(frame.index * frameBytes, (frame.index + 1) * frameBytes);
  const isSigned = numberOf(elements, "PixelRepresentation") === 1;
  const stored = isColour ? planar(bytes, elements) : greys(bytes, bits, isSigned);
  const tiles = mosaic?.tilesPerRow ?? 1;
  const matrixSize: Vector = [Math.floor(columns / tiles), Math.floor(rows / tiles), mosaic?.planes ?? 1];
  const geometry = frameGeometry(frame, [matrixSize[0], matrixSize[1]]);
  if (geometry === undefined && !remarks.some(({ text }) => text.startsWith("positions"))) {
    remarks.push({ level: "warning", text: "positions and directions are missing from some files, and are 0" });
  }
  const seconds = secondsOf(
    textOf(elements, "AcquisitionTime") ?? textOf(elements, "FrameAcquisitionDateTime")?.slice(8),
  );
  const trigger = triggerTime(frame);
  const code = textsOf(elements, "ComplexImageComponent")[0] ?? textsOf(elements, "ImageType")[2] ?? "";
  const header = ImageHeader.of({
    ...counters,
    ...(geometry === undefined ? { matrixSize } : headerFields(geometry, matrixSize)),
    dataType: isColour ? DataType.ushort : dataTypeOf(stored),
    channels: isColour ? 3 : 1,
    imageType: isColour ? ImageType.rgb : (types[code] ?? ImageType.magnitude),
    ...(seconds !== undefined && { acquisitionTimeStamp: timeStamp(seconds * 1000) }),
    ...(trigger !== undefined && { physiologyTimeStamp: [timeStamp(trigger), 0, 0] }),
  });
  const data = mosaic === undefined ? stored : untiled(stored, columns, matrixSize, tiles);
  return { kind: "image", header, attributes: attributesOfFrame(frame), data };
}

function greys(bytes: Uint8Array<ArrayBuffer>, bits: number, isSigned: boolean): PixelArray {
  if (bits === 8) return isSigned ? Int16Array.from(new Int8Array(bytes.buffer)) : Uint16Array.from(bytes);
  if (bits === 16) return pixelsOver(isSigned ? DataType.short : DataType.ushort, bytes);
  return pixelsOver(isSigned ? DataType.int : DataType.uint, bytes);
}

function dataTypeOf(pixels: PixelArray): number {
  if (pixels instanceof Int16Array) return DataType.short;
  if (pixels instanceof Uint16Array) return DataType.ushort;
  return pixels instanceof Int32Array ? DataType.int : DataType.uint;
}

/** Red, then green, then blue. */
function planar(bytes: Uint8Array, elements: ReadFrame["elements"]): Uint16Array<ArrayBuffer> {
  if (numberOf(elements, "PlanarConfiguration") === 1) return Uint16Array.from(bytes);
  const pixels = bytes.length / 3;
  return Uint16Array.from({ length: bytes.length }, (_, i) => bytes[(i % pixels) * 3 + Math.floor(i / pixels)]!);
}

/** The planes of a mosaic, one after another. */
function untiled(pixels: PixelArray, columns: number, [x, y, z]: Vector, tiles: number): PixelArray {
  const result = pixels.slice(0, x * y * z);
  for (let plane = 0; plane < z; plane += 1) {
    const start = Math.floor(plane / tiles) * y * columns + (plane % tiles) * x;
    for (let row = 0; row < y; row += 1) {
      const from = start + row * columns;
      result.set(pixels.subarray(from, from + x) as never, (plane * y + row) * x);
    }
  }
  return result;
}

function attributesOfFrame({ elements }: ReadFrame): string {
  const flow = /_v(\d+)(\D+)$/.exec(textOf(elements, "SequenceName") ?? "");
  const direction = flow === null ? undefined : flowDirections[flow[2]!];
  const numbers = [
    "RescaleSlope",
    "RescaleIntercept",
    "WindowCenter",
    "WindowWidth",
    "EchoTime",
    "RepetitionTime",
    "InversionTime",
    "FlipAngle",
  ];
  const entries: (readonly [string, string | readonly string[] | undefined])[] = [
    ["DataRole", "Image"],
    ["ImageType", textsOf(elements, "ImageType")],
    ["SequenceDescription", textOf(elements, "SeriesDescription")],
    ["ImageComments", textOf(elements, "ImageComments")],
    ["InPlanePhaseEncodingDirection", textOf(elements, "InPlanePhaseEncodingDirection")],
    ...numbers.map((name) => [name, numbersOf(elements, name)[0]?.toString()] as const),
    ["FlowVelocity", direction && flow![1]],
    ["FlowDirDisplay", direction],
  ];
  return formatAttributes(
    new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
  );
}

/** Siemens' names of directions of flow, as in FIRE. */
const flowDirections: Readonly<Record<string, string>> = {
  rl: "FLOW_DIR_R_TO_L",
  lr: "FLOW_DIR_L_TO_R",
  ap: "FLOW_DIR_A_TO_P",
  pa: "FLOW_DIR_P_TO_A",
  fh: "FLOW_DIR_F_TO_H",
  hf: "FLOW_DIR_H_TO_F",
  in: "FLOW_DIR_TP_IN",
  out: "FLOW_DIR_TP_OUT",
};

/** Seconds since midnight, of `150926.25`. */
function secondsOf(text: string | undefined): number | undefined {
  const match = /^(\d\d)(\d\d)(\d\d(?:\.\d+)?)/.exec(text ?? "");
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

/** Time after a trigger, in ms. */
export function triggerTime({ elements }: ReadFrame): number | undefined {
  return numberOf(elements, "TriggerTime") ?? numberOf(elements, "NominalCardiacTriggerDelayTime");
}
