import { readFileSync } from "node:fs";
import { type Acquisition, AcquisitionFlag, type MrdHeader } from "../../src/mrd/index.ts";
import { encodingOf, headerOf, noiseReadout, readout } from "../support/messages.ts";

type Triple = readonly [number, number, number];
interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly center: number;
}

/** Acquisition parameters of a golden case; reference.py reads the same file. */
export interface GoldenCase {
  readonly about: string;
  readonly matrix: { readonly encoded: Triple; readonly recon: Triple };
  readonly fov: { readonly encoded: Triple; readonly recon: Triple };
  readonly channels: number;
  readonly step1: Range;
  readonly step2?: Range;
  readonly acceleration?: number;
  readonly slices?: number;
  readonly repetitions?: number;
  readonly averages?: number;
  readonly segments?: number;
  readonly samples?: number;
  readonly centerSample?: number;
  readonly discardPre?: number;
  readonly discardPost?: number;
  /** Every second acquired line is reversed. */
  readonly alternating?: boolean;
  readonly noise?: { readonly readouts: number; readonly samples: number; readonly dwellUs: number };
  readonly dwellUs?: number;
  /** relativeReceiverNoiseBandwidth; omitted from the header if undefined. */
  readonly bandwidth?: number;
  /** Parameters of the chain that differ from its defaults. */
  readonly parameters?: Record<string, string>;
  readonly seed: number;
}

/** The cases by the name of their chain. */
export const goldenCases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as Record<
  string,
  GoldenCase
>;

export function goldenHeader({ matrix, fov, step1, step2, acceleration, bandwidth }: GoldenCase): MrdHeader {
  const encoding = encodingOf({
    ...matrix,
    encodedFov: fov.encoded,
    reconFov: fov.recon,
    encodingLimits: { kspaceEncodingStep1: step1, kspaceEncodingStep2: step2 },
    parallelImaging:
      acceleration === undefined ? undefined : { accelerationFactor: { kspaceEncodingStep1: acceleration } },
  });
  const system = { acquisitionSystemInformation: { relativeReceiverNoiseBandwidth: bandwidth } };
  return headerOf(encoding, system);
}

/** The readouts of a case, in the order and with the values of reference.py. */
export function* goldenReadouts(given: GoldenCase): Generator<Acquisition> {
  const { channels, noise, step1, step2 = { minimum: 0, maximum: 0 }, matrix } = given;
  const next = numbersFrom(given.seed);
  let scanCounter = 0;
  for (let i = 0; i < (noise?.readouts ?? 0); i += 1) {
    const numberOfSamples = noise!.samples;
    const data = next(2 * channels * numberOfSamples);
    for (let at = 2 * numberOfSamples; at < data.length; at += 1) {
      data[at] = data[at]! + Math.fround(0.5 * data[at - 2 * numberOfSamples]!);
    }
    scanCounter += 1;
    yield noiseReadout({ scanCounter, numberOfSamples, activeChannels: channels, data, sampleTimeUs: noise!.dwellUs });
  }
  const numberOfSamples = given.samples ?? matrix.encoded[0];
  for (const repetition of upTo(given.repetitions)) {
    for (const average of upTo(given.averages)) {
      for (let e2 = step2.minimum; e2 <= step2.maximum; e2 += 1) {
        for (let e1 = step1.minimum; e1 <= step1.maximum; e1 += given.acceleration ?? 1) {
          for (const slice of upTo(given.slices)) {
            scanCounter += 1;
            yield readout({
              scanCounter,
              repetition,
              average,
              slice,
              kspaceEncodeStep1: e1,
              kspaceEncodeStep2: e2,
              segment: e1 % (given.segments ?? 1),
              numberOfSamples,
              activeChannels: channels,
              data: next(2 * channels * numberOfSamples),
              centerSample: given.centerSample ?? Math.floor(numberOfSamples / 2),
              discardPre: given.discardPre ?? 0,
              discardPost: given.discardPost ?? 0,
              sampleTimeUs: given.dwellUs ?? 0,
              flags: given.alternating && e1 % 4 === 2 ? [AcquisitionFlag.reverse] : [],
            });
          }
        }
      }
    }
  }
}

function upTo(count = 1): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Numbers of −1 to 1: the generator of reference.py, W. H. Press et al., Numerical Recipes, 7.1. */
function numbersFrom(seed: number): (count: number) => Float32Array<ArrayBuffer> {
  let state = seed;
  return (count) =>
    Float32Array.from({ length: count }, () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return state / 2 ** 31 - 1;
    });
}
