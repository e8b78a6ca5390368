/** A line of a spectrum. */
export interface Metabolite {
  readonly name: string;
  /** Chemical shift in ppm; water is at {@link WATER_PPM}, on resonance. */
  readonly ppm: number;
  /** Signal at the first sample, of a voxel whose intensity is 1. */
  readonly amplitude: number;
  /** Time in ms in which the signal decays to 1/e. */
  readonly decayMs: number;
}

/** Chemical shift of water at body temperature, where the receiver is tuned. */
export const WATER_PPM = 4.7;

/** Lines of a brain at 37 °C, by their shifts in V. Govindaraju et al., NMR Biomed 13:129 (2000), and what water is left. */
export const metabolites: readonly Metabolite[] = [
  { name: "water", ppm: WATER_PPM, amplitude: 2, decayMs: 60 },
  { name: "choline", ppm: 3.2, amplitude: 0.8, decayMs: 100 },
  { name: "creatine", ppm: 3.03, amplitude: 0.9, decayMs: 100 },
  { name: "N-acetylaspartate", ppm: 2.01, amplitude: 1.5, decayMs: 100 },
];

/**
 * The signal of a voxel whose intensity is 1: Σ a exp(−t/T) exp(2πi f t), f = (ppm − {@link WATER_PPM}) · resonance.
 * @param dwellUs time from one sample to the next
 * @param resonanceHz of water
 * @returns complex, interleaved
 */
export function freeInductionDecay(samples: number, dwellUs: number, resonanceHz: number): Float32Array<ArrayBuffer> {
  const signal = new Float32Array(2 * samples);
  for (let i = 0; i < samples; i += 1) {
    const seconds = i * dwellUs * 1e-6;
    let [re, im] = [0, 0];
    for (const { ppm, amplitude, decayMs } of metabolites) {
      const magnitude = amplitude * Math.exp((-1000 * seconds) / decayMs);
      const phase = 2 * Math.PI * (ppm - WATER_PPM) * 1e-6 * resonanceHz * seconds;
      re += magnitude * Math.cos(phase);
      im += magnitude * Math.sin(phase);
    }
    signal[2 * i] = re;
    signal[2 * i + 1] = im;
  }
  return signal;
}
