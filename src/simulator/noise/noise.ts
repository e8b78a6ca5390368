import { randomGaussian } from "../../numerics/index.ts";
import type { PhantomSettings } from "../options/options.ts";

/** Phase between the noise of neighbouring coils, which makes their covariance complex, as for real coils. */
const TURN = Math.PI / 4;

type NoiseSettings = Pick<PhantomSettings, "coils" | "noiseLevel" | "noiseCorrelation" | "deadCoil" | "seed">;

/**
 * A source of receiver noise with {@link noiseCovariance}, independent for each sample: the noise of each coil is a
 * phase-shifted fraction of that of the coil before it, plus its own (a first-order autoregressive process over the
 * coils). A dead coil is part of the process, so that the covariance of all others is unaffected, but its output is
 * zero.
 * @returns a function that adds noise to a readout, `[coils][samples]` complex, interleaved, in place
 * @throws NumericsError `bad-argument` for a seed that is not an integer
 */
export function noiseSource(settings: NoiseSettings): (data: Float32Array) => void {
  const { coils, noiseLevel, noiseCorrelation, deadCoil, seed } = settings;
  const next = randomGaussian(seed);
  const re = noiseCorrelation * Math.cos(TURN);
  const im = noiseCorrelation * Math.sin(TURN);
  const own = Math.sqrt(1 - noiseCorrelation ** 2);
  let before = new Float64Array(0);
  return (data) => {
    if (noiseLevel === 0) return;
    const length = data.length / coils;
    if (before.length !== length) before = new Float64Array(length);
    for (let coil = 0, at = 0; coil < coils; coil++) {
      const level = coil === deadCoil ? 0 : noiseLevel;
      for (let i = 0; i < length; i += 2, at += 2) {
        let real = next();
        let imaginary = next();
        if (coil > 0 && noiseCorrelation > 0) {
          real = own * real + re * before[i]! - im * before[i + 1]!;
          imaginary = own * imaginary + re * before[i + 1]! + im * before[i]!;
        }
        before[i] = real;
        before[i + 1] = imaginary;
        data[at]! += level * real;
        data[at + 1]! += level * imaginary;
      }
    }
  };
}

/**
 * C_ij = E(conj(d_i) d_j) of the noise: 2σ² on the diagonal, and 2σ² (ρ e^{iπ/4})^(j−i) above it; 0 for a dead coil.
 * @returns `[coils][coils]` complex, interleaved, Hermitian
 */
export function noiseCovariance(settings: NoiseSettings): Float32Array<ArrayBuffer> {
  const { coils, noiseLevel, noiseCorrelation, deadCoil } = settings;
  const covariance = new Float32Array(2 * coils * coils);
  for (let i = 0; i < coils; i++) {
    for (let j = 0; j < coils; j++) {
      if (i === deadCoil || j === deadCoil) continue;
      const size = 2 * noiseLevel ** 2 * noiseCorrelation ** Math.abs(j - i);
      covariance[2 * (i * coils + j)] = size * Math.cos(TURN * (j - i));
      covariance[2 * (i * coils + j) + 1] = size * Math.sin(TURN * (j - i));
    }
  }
  return covariance;
}
