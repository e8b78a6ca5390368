import { cross, dot, scaled, type Vector } from "../image-series/index.ts";
import { csaValues } from "./csa-header.ts";
import type { DicomFile, ReadElements } from "./read-file.ts";

/** A plane of a file, or the planes of a mosaic. */
export interface ReadFrame {
  readonly file: DicomFile;
  /** Elements of the frame, by keyword: those of its functional groups replace those of the file. */
  readonly elements: ReadElements;
  /** Position among the frames of the file. */
  readonly index: number;
  readonly mosaic: Mosaic | undefined;
}

/** How planes are arranged in an image. */
export interface Mosaic {
  readonly planes: number;
  readonly tilesPerRow: number;
  readonly normal: Vector | undefined;
}

/** All frames of a file. */
export function framesOf(file: DicomFile): ReadFrame[] {
  const { elements } = file;
  const count = numberOf(elements, "NumberOfFrames") ?? 1;
  const perFrame = listOf(elements.PerFrameFunctionalGroupsSequence);
  const shared = flattened(listOf(elements.SharedFunctionalGroupsSequence)[0]);
  const mosaic = mosaicOf(file);
  return Array.from({ length: count }, (_, index) => ({
    file,
    index,
    mosaic,
    elements: { ...elements, ...shared, ...flattened(perFrame[index]) },
  }));
}

/** The elements within the functional groups of a frame. */
function flattened(groups: ReadElements | undefined): ReadElements {
  return Object.assign({}, ...Object.values(groups ?? {}).map((group) => listOf(group)[0] ?? {}));
}

function listOf(value: unknown): readonly ReadElements[] {
  if (typeof value !== "object" || value === null) return [];
  return Array.isArray(value) ? (value as readonly ReadElements[]) : [value as ReadElements];
}

/** A mosaic of Siemens: square, with as many tiles as are needed. */
function mosaicOf({ elements, tagged }: DicomFile): Mosaic | undefined {
  if (!textsOf(elements, "ImageType").includes("MOSAIC")) return undefined;
  const csa = bytesOf(tagged["00291010"]?.Value?.[0]);
  const known = Number(tagged["0019100A"]?.Value?.[0] ?? csaValues(csa, "NumberOfImagesInMosaic")[0]);
  if (!Number.isInteger(known) || known < 1) return undefined;
  const normal = csaValues(csa, "SliceNormalVector").map(Number);
  return {
    planes: known,
    tilesPerRow: Math.ceil(Math.sqrt(known)),
    normal: normal.length === 3 ? (normal as unknown as Vector) : undefined,
  };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return value instanceof Uint8Array ? value : undefined;
}

/** Where the planes of a frame are. @returns `undefined` if the file does not say */
export function frameGeometry({ elements, mosaic }: ReadFrame, [columns, rows]: readonly [number, number]) {
  const cosines = numbersOf(elements, "ImageOrientationPatient");
  const position = numbersOf(elements, "ImagePositionPatient");
  const spacing = numbersOf(elements, "PixelSpacing");
  if (cosines.length !== 6 || position.length !== 3 || spacing.length !== 2) return undefined;
  const [rowDir, columnDir] = [cosines.slice(0, 3), cosines.slice(3)] as unknown as [Vector, Vector];
  const [dy, dx] = spacing as [number, number];
  const thickness = numberOf(elements, "SliceThickness") ?? 1;
  const right = cross(rowDir, columnDir);
  const planeDir = mosaic?.normal !== undefined && dot(right, mosaic.normal) < 0 ? scaled(right, -1) : right;
  let firstPixelMm = position as unknown as Vector;
  if (mosaic !== undefined) {
    // The position is that of a single image of the size of the mosaic.
    const [x, y] = [(columns * (mosaic.tilesPerRow - 1) * dx) / 2, (rows * (mosaic.tilesPerRow - 1) * dy) / 2];
    firstPixelMm = firstPixelMm.map(
      (place, axis) => place + x * rowDir[axis]! + y * columnDir[axis]!,
    ) as unknown as Vector;
  }
  const between = mosaic === undefined ? thickness : (numberOf(elements, "SpacingBetweenSlices") ?? thickness);
  return { rowDir, columnDir, planeDir, firstPixelMm, spacingMm: [dx, dy, between] as Vector };
}

/** The texts of an element, of which there may be one or several. */
export function textsOf(elements: ReadElements, name: string): string[] {
  const value = elements[name];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((each: unknown) =>
    typeof each === "object" && each !== null && "Alphabetic" in each ? String(each.Alphabetic) : String(each),
  );
}

export function textOf(elements: ReadElements, name: string): string | undefined {
  const text = textsOf(elements, name).join("\\").trim();
  return text === "" ? undefined : text;
}

export function numbersOf(elements: ReadElements, name: string): number[] {
  return textsOf(elements, name).map(Number).filter(Number.isFinite);
}

export function numberOf(elements: ReadElements, name: string): number | undefined {
  return textOf(elements, name) === undefined ? undefined : numbersOf(elements, name)[0];
}
