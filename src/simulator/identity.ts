import { createHash } from "node:crypto";
import { type PhantomSettings, usedOptions } from "./options/options.ts";

/** A number that tells measurements apart, yet is the same for the same options, as is all that they lead to. */
export function measurementUid(settings: PhantomSettings): number {
  return uidOf(JSON.stringify(settings, usedOptions(settings).sort()));
}

/**
 * The same of a noise scan: of what noise depends on and nothing else, so that one scan serves all measurements with
 * the same receiver, as it does at a scanner.
 */
export function noiseScanUid(settings: PhantomSettings): number {
  const { coils, deadCoil, noiseLevel, noiseCorrelation, seed, noiseDependency, permuteNoiseCoils } = settings;
  const samples = settings.matrix * settings.oversampling;
  const receiver = { coils, deadCoil, noiseLevel, noiseCorrelation, seed, samples };
  return uidOf(JSON.stringify({ ...receiver, noiseDependency, permuteNoiseCoils, kind: "noise" }));
}

/** The measurement ID that the noise scan has, and that measurements name which depend on it. */
export function noiseScanId(settings: PhantomSettings): string {
  return `noise_${noiseScanUid(settings)}`;
}

function uidOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE();
}
