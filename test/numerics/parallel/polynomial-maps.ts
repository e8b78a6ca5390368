import { randomGaussian, transformAxis } from "../../../src/numerics/index.ts";

/** A volume of several coils, fully sampled. */
export interface CoilData {
  readonly shape: readonly [number, number, number];
  readonly coils: number;
  /** `[coils][e2][e1][e0]` complex, in k-space. */
  readonly data: Float32Array;
}

/**
 * Noiseless k-space of coils whose maps are trigonometric polynomials of order 1 along each axis: a coil's k-space is a
 * sum of the object's, shifted by up to one sample, for which GRAPPA kernels that are large enough are exact. The
 * object is random, strongest at the centre.
 */
export function polynomialCoils(shape: readonly [number, number, number], coils: number, seed = 1): CoilData {
  const [e0, e1, e2] = shape;
  const samples = e0 * e1 * e2;
  const random = randomGaussian(seed);
  const object = Float64Array.from({ length: 2 * samples }, () => random());
  const orders = shape.map((size) => (size === 1 ? [0] : [-1, 0, 1]));
  const data = new Float32Array(2 * samples * coils);
  for (let coil = 0; coil < coils; coil++) {
    for (const o2 of orders[2]!) {
      for (const o1 of orders[1]!) {
        for (const o0 of orders[0]!) {
          const [re, im] = [random(), random()];
          for (let i = 0; i < samples; i++) {
            const [a, b, c] = [i % e0, Math.floor(i / e0) % e1, Math.floor(i / (e0 * e1))];
            const [x, y, z] = [(a + o0 + e0) % e0, (b + o1 + e1) % e1, (c + o2 + e2) % e2];
            const from = 2 * ((z * e1 + y) * e0 + x);
            const to = 2 * (coil * samples + i);
            data[to]! += object[from]! * re - object[from + 1]! * im;
            data[to + 1]! += object[from]! * im + object[from + 1]! * re;
          }
        }
      }
    }
  }
  return { shape, coils, data };
}

/** The same data with other lines set to zero. */
export function onlyLines(
  { shape, coils, data }: CoilData,
  isAcquired: (e1: number, e2: number) => boolean,
): Float32Array {
  const [e0, e1, e2] = shape;
  const result = data.slice();
  for (let line = 0; line < coils * e1 * e2; line++) {
    if (!isAcquired(line % e1, Math.floor(line / e1) % e2)) result.fill(0, 2 * e0 * line, 2 * e0 * (line + 1));
  }
  return result;
}

/** A block of lines, `[coils][e2][e1][e0]`. */
export function blockOf(
  { shape, coils, data }: CoilData,
  [first1, last1]: readonly [number, number],
  [first2, last2]: readonly [number, number] = [0, 0],
) {
  const [e0, e1, e2] = shape;
  const block = { e0, e1: last1 - first1 + 1, e2: last2 - first2 + 1, coils };
  const rows: number[] = [];
  for (let coil = 0; coil < coils; coil++) {
    for (let row2 = first2; row2 <= last2; row2++) {
      const from = 2 * e0 * ((coil * e2 + row2) * e1 + first1);
      rows.push(...data.subarray(from, from + 2 * e0 * block.e1));
    }
  }
  return { block, data: Float32Array.from(rows) };
}

/** A copy in image space along the readout. */
export function inHybridSpace({ shape }: CoilData, data: Float32Array): Float32Array {
  const result = data.slice();
  transformAxis(result, [shape[0], result.length / (2 * shape[0])], 0, "inverse");
  return result;
}
