import { kernels, withScratch } from "../kernels/heap.ts";
import { addTimesConjugateMap, keepAcquired, type SenseModel, transformLines } from "./encoding.ts";

/** Columns that are solved together: a cache line of complex samples. */
const COLUMNS = 8;

export interface CgOptions {
  /** Weight of the image's norm. The encoding has a norm of at most 1, so that it is relative to the data. */
  readonly lambda: number;
  readonly iterations: number;
  /** Residual, relative to the right-hand side, at which iterations end. */
  readonly tolerance: number;
}

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
 * MRM 46:638 (2001). Lines may be acquired in any pattern. Columns along y and z are independent, and some at a time are
 * solved, whose maps the processor's cache can hold.
 * @param data `[coils][z][y][x]` complex, in k-space along y and z, and in image space along x
 * @param image receives `[z][y][x]` complex
 */
export function cgSense(model: SenseModel, data: Float32Array, options: CgOptions, image: Float32Array): void {
  const [nx, ny, nz] = model.size;
  for (let x = 0; x < nx; x += COLUMNS) {
    const columns = { from: x, count: Math.min(COLUMNS, nx - x), of: nx };
    const block = { ...model, size: [columns.count, ny, nz] as const, maps: columnsOf(model.maps, columns) };
    putColumns(solve(block, columnsOf(data, columns), options), image, columns);
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

function solve(
  model: SenseModel,
  data: Float32Array,
  { lambda, iterations, tolerance }: CgOptions,
): Float64Array<ArrayBuffer> {
  const residual = adjoint(model, data);
  return withScratch(normalScratch(model), (...scratch) => {
    const normal = normalOperator(model, scratch);
    const direction = residual.slice();
    const solution = new Float64Array(residual.length);
    const product = new Float64Array(residual.length);
    let power = dot(residual, residual);
    const enough = tolerance ** 2 * power;
    for (let iteration = 0; iteration < iterations && power > enough; iteration += 1) {
      normal(direction, product);
      addScaled(product, lambda, direction);
      const step = power / dot(direction, product);
      addScaled(solution, step, direction);
      addScaled(residual, -step, product);
      const next = dot(residual, residual);
      for (let i = 0; i < direction.length; i += 1) direction[i] = residual[i]! + (next / power) * direction[i]!;
      power = next;
    }
    return solution;
  });
}

/** Real part of the inner product. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i]! += factor * source[i]!;
}
