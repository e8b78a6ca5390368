import { PrincipalCoils } from "../../../src/numerics/linalg/index.ts";
import { randomComplex } from "../reference.ts";
import { correlatedNoise } from "./matrices.ts";

export const [coils, samples] = [6, 40];

/** Correlated samples with a mean that is not 0, `[coils][samples]`. */
export function signal(seed: number): Float32Array {
  const mean = randomComplex(coils, seed + 9);
  return correlatedNoise(coils, samples, seed).map(
    (part, at) => part + 5 * mean[2 * Math.floor(at / (2 * samples)) + (at & 1)]!,
  );
}

export function componentsOf(data: readonly Float32Array[], first = 0, count = samples): PrincipalCoils {
  const components = new PrincipalCoils(coils);
  for (const each of data) components.add(each, samples, first, count);
  return components;
}
