import { createHash } from "node:crypto";
import { readoutSamples } from "./encoding/epi-timing.ts";
import { type PhantomSettings, usedOptions } from "./options/options.ts";

/** A number that identifies a measurement and is the same for the same options, which determine the data entirely. */
export function measurementUid(settings: PhantomSettings): number {
  return uidOf(JSON.stringify(settings, usedOptions(settings).sort()));
}

/**
 * The same for a noise scan. It depends only on the options that affect noise, so that one scan serves all measurements
 * with the same receiver, as on a scanner.
 */
export function noiseScanUid(settings: PhantomSettings): number {
  const { coils, deadCoil, noiseLevel, noiseCorrelation, seed, noiseDependency, permuteNoiseCoils } = settings;
  const { epi, dwellTime } = settings;
  const samples = readoutSamples(settings);
  const receiver = { coils, deadCoil, noiseLevel, noiseCorrelation, seed, samples, ...(epi && { dwellTime }) };
  return uidOf(JSON.stringify({ ...receiver, noiseDependency, permuteNoiseCoils, kind: "noise" }));
}

/** The measurement ID of the noise scan, referenced by the measurements that depend on it. */
export function noiseScanId(settings: PhantomSettings): string {
  return `noise_${noiseScanUid(settings)}`;
}

function uidOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE();
}
