import { copyFloats } from "../../memory/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { columnLines, contiguousLines, type Direction, lineTransform } from "../fft/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import type { StoredLine } from "./grid-lines.ts";
import type { AxisGeometry, ReadoutSpace } from "./image-space.ts";

/** How lines that differ in one of their indices are transformed. */
export interface TileWork {
  readonly coils: number;
  /** Samples along the lines. They are transformed, too, if they are in k-space or must be resampled. */
  readonly line: AxisGeometry;
  readonly readout: ReadoutSpace;
  /** The axis across the lines: one line per sample, and one per pixel afterwards. */
  readonly across: AxisGeometry;
  /** Whether the coils are combined by √Σ|c|², to lines of real pixels. */
  readonly combined: boolean;
}

/** A plane of a volume, as lines `[coils][samples]` wherever they are stored. */
export interface LineTile {
  /** `undefined` for a line of zeros. */
  readonly sources: readonly (StoredLine | undefined)[];
  /** Receive the result. A target may be the source with the same index, but must not overlap any other. */
  readonly targets: readonly StoredLine[];
}

/**
 * Floats of a piece of a tile: a plane of 128² and 8 coils is one. Half of that fits into more second-level caches, but
 * was slower, since its lines are copied in shorter runs.
 */
const PIECE = 2 ** 18;

/** Complex numbers between the rows of a piece: at distances of powers of two, they would share a few lines of a cache. */
const PADDING = 8;

/** Some adjacent samples of some coils. */
interface Piece {
  readonly coil: number;
  readonly coils: number;
  readonly first: number;
  readonly samples: number;
}

/**
 * Transforms a plane of a volume as `toImageSpace` does: along its lines, if that is necessary, and across them.
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function transformTile(work: TileWork, { sources, targets }: LineTile): void {
  const { coils, line, across, combined } = work;
  requireCount("the number of coils", coils, 1);
  requireLength("the lines of a tile", sources, across.sampled);
  requireLength("the lines of a transformed tile", targets, across.pixels);
  const resizesLines = !isKept(line, work.readout === "image");
  const isTransformed = !isKept(across, false);
  const pieces = piecesOf(work, resizesLines);
  const rows = Math.max(across.sampled, across.pixels);
  const width = Math.max(
    ...pieces.map((piece) => piece.coils * (resizesLines ? Math.max(line.sampled, line.pixels) : piece.samples)),
  );
  const length = 2 * rows * (width + PADDING);
  const isInPlace = !resizesLines && across.sampled === across.pixels;
  const sumLength = combined ? across.pixels * line.pixels : 0;
  withScratch([length, isInPlace ? 0 : length, sumLength], (first, second, sums) => {
    sums.fill(0);
    for (const piece of pieces) {
      let [data, other] = [first, second];
      const swap = () => {
        [data, other] = [other, data];
      };
      load(data, sources, piece, line.sampled);
      let { samples } = piece;
      if (resizesLines) {
        for (const { direction, geometry } of lineSteps(work)) {
          transformLines(direction, geometry, [data, other], across.sampled, piece.coils);
          swap();
          samples = geometry.pixels;
        }
      }
      const resized = { ...piece, samples };
      if (isTransformed) {
        const stride = rowLength(resized);
        const target = isInPlace ? data : other;
        lineTransform(across.resampled).transform(
          "inverse",
          columnLines(data, across.sampled, stride),
          columnLines(target, across.pixels, stride),
          piece.coils * samples,
          Math.sqrt(across.resampled / across.sampled),
        );
        if (!isInPlace) swap();
      }
      if (combined) addSquares(data, resized, sums, line.pixels);
      else store(data, resized, targets, line.pixels);
    }
    if (!combined) return;
    kernels.roots(sums.byteOffset, sumLength);
    for (const [row, { samples, from }] of targets.entries())
      samples.set(sums.subarray(row * line.pixels, (row + 1) * line.pixels), 2 * from);
  });
}

/** Whether an axis needs no transform: it has a single sample, or is in image space, and keeps its size. */
function isKept({ sampled, resampled, pixels }: AxisGeometry, isImage: boolean): boolean {
  return sampled === resampled && sampled === pixels && (sampled === 1 || isImage);
}

/** The transforms along the lines. */
function lineSteps({ line, readout }: TileWork): { direction: Direction; geometry: AxisGeometry }[] {
  const { sampled } = line;
  const inverse = { direction: "inverse", geometry: line } as const;
  if (readout === "k-space") return [inverse];
  return [{ direction: "forward", geometry: { sampled, resampled: sampled, pixels: sampled } }, inverse];
}

/** Whole lines of as many coils as fit, or, if those of one coil do not, adjacent samples of one. */
function piecesOf({ coils, line, across }: TileWork, needsWholeLines: boolean): Piece[] {
  const columns = Math.max(1, Math.floor(PIECE / (2 * Math.max(across.sampled, across.pixels))));
  const coilsTogether = Math.min(coils, Math.floor(columns / line.sampled));
  const samples = coilsTogether > 0 || needsWholeLines ? line.sampled : columns;
  const step = Math.max(1, coilsTogether);
  const pieces: Piece[] = [];
  for (let coil = 0; coil < coils; coil += step) {
    for (let first = 0; first < line.sampled; first += samples) {
      const size = Math.min(samples, line.sampled - first);
      pieces.push({ coil, coils: Math.min(step, coils - coil), first, samples: size });
    }
  }
  return pieces;
}

/** Complex numbers from one row of a piece to the next. */
function rowLength({ coils, samples }: Piece): number {
  return coils * samples + PADDING;
}

/** Copies a piece of lines of `length` samples to rows. */
function load(rows: Float32Array, sources: LineTile["sources"], piece: Piece, length: number): void {
  for (const [row, source] of sources.entries()) {
    const at = 2 * row * rowLength(piece);
    if (source === undefined) rows.fill(0, at, at + 2 * rowLength(piece));
    else {
      const { count, runs, stride } = runsOf(source, piece, length);
      for (let run = 0, from = firstOf(source, piece); run < runs; run += 1, from += stride)
        copyFloats(rows, partOf(source.samples, from, count), at + run * count);
    }
  }
}

/** The inverse of {@link load}, for as many rows as there are targets. */
function store(rows: Float32Array, piece: Piece, targets: LineTile["targets"], length: number): void {
  for (const [row, target] of targets.entries()) {
    const at = 2 * row * rowLength(piece);
    const { count, runs, stride } = runsOf(target, piece, length);
    for (let run = 0, from = firstOf(target, piece); run < runs; run += 1, from += stride)
      copyFloats(target.samples, partOf(rows, at + run * count, count), from);
  }
}

/** Where a piece begins in a line, in floats. */
function firstOf({ stride, from }: StoredLine, { coil, first }: Piece): number {
  return 2 * (from + coil * stride + first);
}

/**
 * The runs of adjacent floats of a piece in a line, which are adjacent in a row: one if the coils of the line are.
 * @returns the number of runs, and floats of each and from one to the next
 */
function runsOf({ stride }: StoredLine, { coils, samples }: Piece, length: number) {
  const isOne = stride === length && samples === length;
  return isOne
    ? { count: 2 * coils * samples, runs: 1, stride: 0 }
    : { count: 2 * samples, runs: coils, stride: 2 * stride };
}

/** Without a view of a whole array, which takes as long to make as its samples to copy. */
function partOf(data: Float32Array, first: number, count: number): Float32Array {
  return first === 0 && count === data.length ? data : data.subarray(first, first + count);
}

function transformLines(
  direction: Direction,
  geometry: AxisGeometry,
  [from, to]: readonly [Float32Array, Float32Array],
  rows: number,
  coils: number,
): void {
  const transform = lineTransform(geometry.resampled);
  const factor = Math.sqrt(geometry.resampled / geometry.sampled);
  for (let row = 0; row < rows; row++) {
    const source = from.subarray(2 * row * (coils * geometry.sampled + PADDING));
    const target = to.subarray(2 * row * (coils * geometry.pixels + PADDING));
    const lines = contiguousLines(source, geometry.sampled);
    transform.transform(direction, lines, contiguousLines(target, geometry.pixels), coils, factor);
  }
}

/** Adds the squares of all coils of a piece to sums, `[rows][length]`. */
function addSquares(rows: Float32Array, piece: Piece, sums: Float32Array, length: number): void {
  const { coils, samples, first } = piece;
  const count = sums.length / length;
  for (let coil = 0; coil < coils; coil++) {
    for (let row = 0; row < count; row++) {
      const from = 2 * (row * rowLength(piece) + coil * samples);
      const to = row * length + first;
      kernels.addSquares(
        rows.byteOffset + Float32Array.BYTES_PER_ELEMENT * from,
        sums.byteOffset + Float32Array.BYTES_PER_ELEMENT * to,
        samples,
      );
    }
  }
}
