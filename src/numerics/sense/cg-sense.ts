import { kernels, withScratch } from "../kernels/heap.ts";
import { type CgOptions, conjugateGradients } from "../linalg/index.ts";
import { addTimesConjugateMap, keepAcquired, type SenseModel, transformLines } from "./encoding.ts";

/** Columns that are solved together: a cache line of complex samples. */
const COLUMNS = 8;
/** Columns that are copied together from lines that are far from each other, so that fewer pages of memory are visited. */
const COPIED_COLUMNS = 64;

/**
 * Aᴴ y of the encoding A = P F S: the sum of the coils' images of the acquired lines, times the conjugate maps.
 * @param data `[coils][z][y][x]` complex, in k-space along y and z, and in image space along x
 * @returns `[z][y][x]` complex
 */
export function adjoint(model: SenseModel, data: Float32Array): Float64Array<ArrayBuffer> {
  const { size, coils, mask } = model;
  const length = data.length / coils;
  const sum = new Float64Array(length);
  withScratch([length], (volume) => {
    for (let coil = 0; coil < coils; coil += 1) {
      volume.set(data.subarray(coil * length, (coil + 1) * length));
      keepAcquired(volume, mask, size[0]);
      transformLines(volume, size, "inverse");
      addTimesConjugateMap(volume, model, coil, sum);
    }
  });
  return sum;
}

/**
 * A function that computes AᴴA x; products are in float32.
 * @param scratch of {@link normalScratch}, on the kernels' heap
 */
function normalOperator(model: SenseModel, [maps, mask, image, volume, sum]: readonly Float32Array<ArrayBuffer>[]) {
  const { size, coils } = model;
  const pixels = image!.length / 2;
  const lines = model.mask.length;
  maps!.set(model.maps);
  new Uint8Array(mask!.buffer, mask!.byteOffset, lines).set(model.mask);
  return (x: Float64Array, result: Float64Array): void => {
    image!.set(x);
    sum!.fill(0);
    for (let coil = 0; coil < coils; coil += 1) {
      const map = maps!.byteOffset + 8 * pixels * coil;
      kernels.multiply(image!.byteOffset, map, volume!.byteOffset, pixels);
      transformLines(volume!, size, "forward");
      kernels.clearLines(volume!.byteOffset, mask!.byteOffset, lines, size[0]);
      transformLines(volume!, size, "inverse");
      kernels.addTimesConjugate(volume!.byteOffset, map, sum!.byteOffset, pixels);
    }
    result.set(sum!);
  };
}

/** Floats of the working memory of {@link normalOperator}: maps, mask, image, volume of a coil, and sum. */
function normalScratch({ maps, mask, coils }: SenseModel): number[] {
  const volume = maps.length / coils;
  return [maps.length, Math.ceil(mask.length / 4), volume, volume, volume];
}

/**
 * The image x that minimises ‖A x − y‖² + λ‖x‖², by conjugate gradients on the normal equations: K. Pruessmann et al.,
 * MRM 46:638 (2001). The encoding A has a norm of at most 1, so that λ is relative to the data. Lines may be acquired in
 * any pattern. Columns along y and z are independent, and some at a time are solved, whose maps the processor's cache
 * can hold.
 * @param data `[coils][z][y][x]` complex, in k-space along y and z, and in image space along x
 * @param image receives `[z][y][x]` complex
 */
export function cgSense(model: SenseModel, data: Float32Array, options: CgOptions, image: Float32Array): void {
  const [nx, ny, nz] = model.size;
  for (let first = 0; first < nx; first += COPIED_COLUMNS) {
    const copied = { from: first, count: Math.min(COPIED_COLUMNS, nx - first), of: nx };
    const [maps, samples] = [columnsOf(model.maps, copied), columnsOf(data, copied)];
    for (let from = 0; from < copied.count; from += COLUMNS) {
      const columns = { from, count: Math.min(COLUMNS, copied.count - from), of: copied.count };
      const block = { ...model, size: [columns.count, ny, nz] as const, maps: columnsOf(maps, columns) };
      const solved = solve(block, columnsOf(samples, columns), options);
      putColumns(solved, image, { from: first + from, count: columns.count, of: nx });
    }
  }
}

/** Consecutive columns of lines of `of` samples. */
interface Columns {
  readonly from: number;
  readonly count: number;
  readonly of: number;
}

function columnsOf(data: Float32Array, { from, count, of }: Columns): Float32Array {
  const block = new Float32Array((data.length / of) * count);
  for (let at = 0, line = 2 * from; at < block.length; at += 2 * count, line += 2 * of)
    block.set(data.subarray(line, line + 2 * count), at);
  return block;
}

function putColumns(block: Float64Array, data: Float32Array, { from, count, of }: Columns): void {
  for (let at = 0, line = 2 * from; at < block.length; at += 2 * count, line += 2 * of)
    data.set(block.subarray(at, at + 2 * count), line);
}

function solve(model: SenseModel, data: Float32Array, options: CgOptions): Float64Array<ArrayBuffer> {
  const rightSide = adjoint(model, data);
  return withScratch(normalScratch(model), (...scratch) =>
    conjugateGradients(normalOperator(model, scratch), rightSide, options),
  );
}
