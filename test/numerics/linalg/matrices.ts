import { applyToCoils, CovarianceAccumulator } from "../../../src/numerics/linalg/index.ts";
import { randomComplex } from "../reference.ts";

/** Product of two complex [n][n] matrices; `adjoint` takes the first one's conjugate transpose. */
export function product(a: ArrayLike<number>, b: ArrayLike<number>, n: number, adjoint = false): Float64Array {
  const result = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) {
        const at = 2 * (adjoint ? k * n + i : i * n + k);
        const [ar, ai] = [a[at]!, adjoint ? -a[at + 1]! : a[at + 1]!];
        const [br, bi] = [b[2 * (k * n + j)]!, b[2 * (k * n + j) + 1]!];
        result[2 * (i * n + j)]! += ar * br - ai * bi;
        result[2 * (i * n + j) + 1]! += ar * bi + ai * br;
      }
    }
  }
  return result;
}

export function identity(n: number): Float64Array {
  return Float64Array.from({ length: 2 * n * n }, (_, i) => (i % (2 * n + 2) === 0 ? 1 : 0));
}

/** Noise that coils share through a random coil matrix. */
export function correlatedNoise(coils: number, samples: number, seed: number): Float32Array {
  const white = randomComplex(coils * samples, seed);
  return applyToCoils(randomComplex(coils * coils, seed + 1), white, samples, new Float32Array(white.length));
}

export function covarianceOf(noise: Float32Array, coils: number): Float64Array {
  const accumulator = new CovarianceAccumulator(coils);
  accumulator.add(noise, noise.length / (2 * coils));
  return accumulator.covariance();
}

/** Hermitian and indefinite: (B + Bᴴ) / 2. */
export function hermitianOf(n: number, seed: number): Float64Array {
  const b = randomComplex(n * n, seed);
  return Float64Array.from(b, (value, at) => {
    const [row, column, part] = [Math.floor(at / (2 * n)), (at >> 1) % n, at & 1];
    return (value + (part === 1 ? -1 : 1) * b[2 * (column * n + row) + part]!) / 2;
  });
}
