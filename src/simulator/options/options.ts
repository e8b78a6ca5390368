import { type LoopOptions, loopDefaults } from "./loop-options.ts";
import { type NoiseScanOptions, noiseScanDefaults } from "./noise-options.ts";
import { type SamplingOptions, samplingDefaults } from "./sampling-options.ts";
import { type SceneOptions, sceneDefaults } from "./scene-options.ts";

/** What a synthetic measurement is to be. All are optional; see {@link phantomDefaults}. */
export interface PhantomOptions extends LoopOptions, SamplingOptions, SceneOptions, NoiseScanOptions {
  /** Pixels along the readout. */
  readonly matrix?: number | undefined;
  /** Phase-encoding lines; `matrix` of them if left out. */
  readonly matrixY?: number | undefined;
  /** Partitions of a 3-D measurement; 1 is a 2-D one. */
  readonly partitions?: number | undefined;
  /** Slices of a 2-D measurement: the first is the classic phantom, the others lie evenly above it. */
  readonly slices?: number | undefined;
  readonly coils?: number | undefined;
  /** How many times the field of view is read out. */
  readonly oversampling?: number | undefined;
  readonly repetitions?: number | undefined;
  /** A repetition is split into this many shots of every n-th line, each with a repetition counter of its own. */
  readonly acceleration?: number | undefined;
  /** Lines about the centre of k-space that every shot has. */
  readonly calibrationWidth?: number | undefined;
  /** Standard deviation of the real and of the imaginary part of the noise, in k-space and image alike. */
  readonly noiseLevel?: number | undefined;
  /** Correlation of the noise of neighbouring coils, from 0 up to less than 1. */
  readonly noiseCorrelation?: number | undefined;
  /** Readouts of noise alone before all others. */
  readonly noiseReadouts?: number | undefined;
  /** Store k-space coordinates with the readouts. */
  readonly coordinates?: boolean | undefined;
  /** Add an electrocardiogram. */
  readonly waveforms?: boolean | undefined;
  /** The same seed gives the same noise. */
  readonly seed?: number | undefined;
  /** Name of the protocol in the header. */
  readonly protocol?: string | undefined;
}

/** Every option with its value. */
export type PhantomSettings = { readonly [K in keyof PhantomOptions]-?: NonNullable<PhantomOptions[K]> };

/** Options whose fallback is another option's value. */
type Derived = "matrixY" | "reconMatrix";

/** What came with the first version: these always tell measurements apart, see {@link usedOptions}. */
const plainDefaults = {
  matrix: 256,
  partitions: 1,
  slices: 1,
  coils: 8,
  oversampling: 2,
  repetitions: 1,
  acceleration: 1,
  calibrationWidth: 0,
  noiseLevel: 0.05,
  noiseCorrelation: 0,
  noiseReadouts: 0,
  coordinates: false,
  waveforms: false,
  seed: 1,
  protocol: "shepp-logan",
} as const;

/** What holds where an option is left out. */
export const phantomDefaults: Omit<PhantomSettings, Derived> = {
  ...plainDefaults,
  ...loopDefaults,
  ...samplingDefaults,
  ...sceneDefaults,
  ...noiseScanDefaults,
};

/** Fills in what is left out; {@link phantomSettings} also checks it. */
export function filledIn(options: PhantomOptions): PhantomSettings {
  const matrix = options.matrix ?? phantomDefaults.matrix;
  const fallbacks = { ...phantomDefaults, matrixY: matrix, reconMatrix: matrix };
  const values = Object.entries(fallbacks).map(([name, fallback]) => [
    name,
    options[name as keyof PhantomOptions] ?? fallback,
  ]);
  return Object.fromEntries(values) as PhantomSettings;
}

/**
 * The names of the options that make a measurement what it is: those of the first version, and later ones that differ
 * from their fallback, so that a measurement keeps its identity when options are added to this program.
 */
export function usedOptions(settings: PhantomSettings): string[] {
  const fallbacks = filledIn({ matrix: settings.matrix });
  const always = [...Object.keys(plainDefaults), "matrixY"];
  const differs = (name: keyof PhantomSettings) => String(settings[name]) !== String(fallbacks[name]); // arrays too
  const names = Object.keys(settings) as (keyof PhantomSettings)[];
  return names.filter((name) => always.includes(name) || differs(name));
}
