import { defineTask } from "../../pool/index.ts";
import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { addCoilProducts, applyToCoils, complexProduct, hermitianEigen, withRealFirstRow } from "../linalg/index.ts";

/** How many virtual coils remain. */
export interface CompressionRule {
  /** Their number; 0 if the threshold decides. */
  readonly coils: number;
  /** All before the first whose energy is below this part of the first one's; all, if it is not positive. */
  readonly threshold: number;
}

/** Matrices of a coil compression. */
export interface CoilMatrices {
  /** 1, or the number of positions along the readout that have a matrix of their own. */
  readonly positions: number;
  readonly coils: number;
  readonly virtualCoils: number;
  /** `[positions][coils][virtual coils]` complex, with orthonormal columns. */
  readonly data: Float64Array;
  /** σ²ₙ / σ²₁ of the virtual coils, and of those that were dropped. */
  readonly energies: Float64Array;
}

/** The number of virtual coils that a rule keeps of so many, by their energies in descending order. */
export function keptCoils(energies: ArrayLike<number>, { coils, threshold }: CompressionRule): number {
  if (coils > 0) return Math.min(coils, energies.length);
  if (!(threshold > 0)) return energies.length;
  let kept = 1;
  while (kept < energies.length && !(energies[kept]! < threshold * energies[0]!)) kept += 1;
  return kept;
}

/**
 * Principal components of the coils: with the samples as rows of X = UΣVᴴ, no mean removed, the columns of V
 * (M. Buehrer et al., Magn Reson Med 57:1131, 2007). V is orthonormal, so white noise stays white. The part of the first
 * coil in each component is real and positive, as LAPACK's SVD makes it real: Gadgetron's coil maps depend on it.
 * @param data `[coils][samples]` complex
 * @throws NumericsError `bad-argument` if samples are not finite
 */
export function principalCompression(data: Float32Array, coils: number, rule: CompressionRule): CoilMatrices {
  const { values, vectors } = hermitianEigen(productsOf(data, coils), coils);
  const virtualCoils = keptCoils(values, rule);
  const energies = values.map((value) => (values[0]! > 0 ? Math.max(0, value) / values[0]! : 0));
  return {
    positions: 1,
    coils,
    virtualCoils,
    data: withRealFirstRow(columnsOf(vectors, coils, virtualCoils), virtualCoils),
    energies,
  };
}

/**
 * Geometric compression (T. Zhang et al., Magn Reson Med 69:571, 2013): principal components at each position along a
 * fully sampled readout. Those of neighbouring positions are aligned, since they are unique up to a unitary factor
 * only: virtual coils then vary smoothly, as kernels along the readout require. It starts at the strongest position.
 * @param data `[coils][lines][e0]` complex, in image space along e0
 */
export function geometricCompression(
  data: Float32Array,
  coils: number,
  e0: number,
  rule: CompressionRule,
): CoilMatrices {
  const lines = data.length / (2 * coils * e0);
  requireCount("the number of lines", lines, 1);
  const column = new Float32Array(2 * coils * lines);
  const systems = Array.from({ length: e0 }, (_, x) => {
    copyColumn(data, e0, x, column);
    return hermitianEigen(productsOf(column, coils), coils);
  });
  const sums = Float64Array.from({ length: coils }, (_, i) =>
    systems.reduce((sum, { values }) => sum + Math.max(0, values[i]!), 0),
  );
  const virtualCoils = keptCoils(sums, rule);
  const matrices = systems.map(({ vectors }) => columnsOf(vectors, coils, virtualCoils));
  const strengths = systems.map(({ values }) => values[0]!);
  const start = strengths.indexOf(Math.max(...strengths));
  for (let x = start + 1; x < e0; x += 1) matrices[x] = aligned(matrices[x]!, matrices[x - 1]!, coils, virtualCoils);
  for (let x = start - 1; x >= 0; x -= 1) matrices[x] = aligned(matrices[x]!, matrices[x + 1]!, coils, virtualCoils);
  const result = new Float64Array(2 * e0 * coils * virtualCoils);
  for (const [x, matrix] of matrices.entries()) result.set(matrix, x * matrix.length);
  const energies = sums.map((sum) => (sums[0]! > 0 ? sum / sums[0]! : 0));
  return { positions: e0, coils, virtualCoils, data: result, energies };
}

/** Σ conj(x_i) x_j over the samples of each coil, `[coils][coils]`; zeros below the diagonal. */
function productsOf(data: Float32Array, coils: number): Float64Array {
  const products = new Float64Array(2 * coils * coils);
  addCoilProducts(data, coils, { first: 0, count: data.length / (2 * coils) }, products);
  return products;
}

/** Copies the samples at a position along the readout. @param data `[rows][e0]` complex */
function copyColumn(data: Float32Array, e0: number, x: number, column: Float32Array): void {
  for (let to = 0, from = 2 * x; to < column.length; to += 2, from += 2 * e0) {
    column[to] = data[from]!;
    column[to + 1] = data[from + 1]!;
  }
}

/** The first columns of a square matrix. */
function columnsOf(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(2 * rows * columns);
  for (let row = 0; row < rows; row += 1) {
    result.set(matrix.subarray(2 * row * rows, 2 * (row * rows + columns)), 2 * row * columns);
  }
  return result;
}

/** The rotation of V that is nearest to W: V Q with the unitary factor Q = P (PᴴP)^−½ of P = VᴴW. */
function aligned(v: Float64Array, w: Float64Array, rows: number, n: number): Float64Array {
  const p = complexProduct(adjoint(v, rows, n), w, n, rows, n);
  const { values, vectors } = hermitianEigen(complexProduct(adjoint(p, n, n), p, n, n, n), n);
  const scaled = vectors.map((part, at) => {
    const value = values[(at >> 1) % n]!;
    return value > 1e-24 ? part / Math.sqrt(value) : 0;
  });
  if (values.some((value) => !(value > 1e-24))) return v; // orthogonal subspaces: no rotation is nearest
  const root = complexProduct(scaled, adjoint(vectors, n, n), n, n, n);
  return complexProduct(v, complexProduct(p, root, n, n, n), rows, n, n);
}

function adjoint(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      result[2 * (j * rows + i)] = matrix[2 * (i * columns + j)]!;
      result[2 * (j * rows + i) + 1] = -matrix[2 * (i * columns + j) + 1]!;
    }
  }
  return result;
}

/** Parameters of {@link compressionTask}. */
export interface CompressionWork {
  /** Samples along the readout. */
  readonly e0: number;
  /** Space of the samples along e0. */
  readonly readout: "k-space" | "image";
  /** Of each image. */
  readonly matrices: readonly CoilMatrices[];
}

/**
 * Applies coil matrices to images, out_j = Σ_i d_i V_ij: one matrix for all samples, or one for each position along the
 * readout, for which k-space is transformed along it and back.
 * @param data `[images][coils][lines][e0]` complex; not changed
 * @param result receives `[images][virtual coils][lines][e0]`, in the same space
 * @throws NumericsError `shape-mismatch`
 */
export function compressCoils({ e0, readout, matrices }: CompressionWork, data: Float32Array, result: Float32Array) {
  const { coils, virtualCoils } = matrices[0]!;
  const length = data.length / matrices.length;
  const samples = length / (2 * coils);
  requireLength("the compressed data", result, 2 * samples * virtualCoils * matrices.length);
  for (const [i, matrix] of matrices.entries()) {
    const image = data.subarray(i * length, (i + 1) * length);
    const target = result.subarray(2 * i * samples * virtualCoils, 2 * (i + 1) * samples * virtualCoils);
    if (matrix.coils !== coils || matrix.virtualCoils !== virtualCoils)
      throw new NumericsError("shape-mismatch", "images of one array must have the same number of coils");
    if (matrix.positions === 1) applyToCoils(matrix.data, image, samples, target);
    else applyByPosition(matrix, image, { e0, readout }, target);
  }
}

function applyByPosition(
  { coils, virtualCoils, data: matrices, positions }: CoilMatrices,
  data: Float32Array,
  { e0, readout }: Pick<CompressionWork, "e0" | "readout">,
  result: Float32Array,
): void {
  requireLength("the matrices", { length: positions }, e0);
  const lines = data.length / (2 * coils * e0);
  const hybrid = readout === "image" ? data : data.slice();
  if (readout === "k-space") transformAxis(hybrid, [e0, lines * coils], 0, "inverse");
  const column = new Float32Array(2 * lines * coils);
  const compressed = new Float32Array(2 * lines * virtualCoils);
  const size = 2 * coils * virtualCoils;
  for (let x = 0; x < e0; x += 1) {
    copyColumn(hybrid, e0, x, column);
    applyToCoils(matrices.subarray(x * size, (x + 1) * size), column, lines, compressed);
    for (let row = 0; row < lines * virtualCoils; row += 1) {
      result[2 * (row * e0 + x)] = compressed[2 * row]!;
      result[2 * (row * e0 + x) + 1] = compressed[2 * row + 1]!;
    }
  }
  if (readout === "k-space") transformAxis(result, [e0, lines * virtualCoils], 0, "forward");
}

/** {@link compressCoils} as a task of the worker pool. */
export const compressionTask = defineTask("compress-coils", compressCoils);
