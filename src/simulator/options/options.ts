import { type AccelerationOptions, accelerationDefaults } from "./acceleration-options.ts";
import { type EpiOptions, epiDefaults } from "./epi-options.ts";
import { type LoopOptions, loopDefaults } from "./loop-options.ts";
import { type NoiseScanOptions, noiseScanDefaults } from "./noise-options.ts";
import { type SamplingOptions, samplingDefaults } from "./sampling-options.ts";
import { type SceneOptions, sceneDefaults } from "./scene-options.ts";
import { type SpectroscopyOptions, spectroscopyDefaults } from "./spectroscopy-options.ts";
import { type TrajectoryOptions, trajectoryDefaults } from "./trajectory-options.ts";

/** Options of a synthetic measurement. All are optional; see {@link phantomDefaults}. */
export interface PhantomOptions
  extends LoopOptions,
    SamplingOptions,
    AccelerationOptions,
    SceneOptions,
    NoiseScanOptions,
    EpiOptions,
    TrajectoryOptions,
    SpectroscopyOptions {
  /** Pixels along the readout. */
  readonly matrix?: number | undefined;
  /** Phase-encoding lines; default `matrix`. */
  readonly matrixY?: number | undefined;
  /** Partitions of a 3-D measurement; 1 for a 2-D one. */
  readonly partitions?: number | undefined;
  /** Slices of a 2-D measurement: the first is the classic phantom, the others are evenly spaced above it. */
  readonly slices?: number | undefined;
  readonly coils?: number | undefined;
  /** Readout oversampling factor. */
  readonly oversampling?: number | undefined;
  readonly repetitions?: number | undefined;
  /** A repetition is split into this many shots of every n-th line, each with its own repetition counter. */
  readonly acceleration?: number | undefined;
  /** Lines about the centre of k-space that every shot has, or a separate calibration, see `calibrationMode`. */
  readonly calibrationWidth?: number | undefined;
  /** Standard deviation of the real and of the imaginary part of the noise, equal in k-space and image. */
  readonly noiseLevel?: number | undefined;
  /** Correlation of the noise of neighbouring coils, at least 0 and less than 1. */
  readonly noiseCorrelation?: number | undefined;
  /** Noise readouts before all others. */
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

/** Options whose default is another option's value. */
type Derived = "matrixY" | "reconMatrix";

/** Options of the first version, which are always part of a measurement's identity, see {@link usedOptions}. */
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

/** Default values. */
export const phantomDefaults: Omit<PhantomSettings, Derived> = {
  ...plainDefaults,
  ...loopDefaults,
  ...samplingDefaults,
  ...accelerationDefaults,
  ...sceneDefaults,
  ...noiseScanDefaults,
  ...epiDefaults,
  ...trajectoryDefaults,
  ...spectroscopyDefaults,
};

/** Fills in the defaults; {@link phantomSettings} also checks the options. */
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
 * The names of the options that identify a measurement: those of the first version, and later ones that differ from
 * their default, so that measurements keep their identity when options are added to Larmor.
 */
export function usedOptions(settings: PhantomSettings): string[] {
  const fallbacks = filledIn({ matrix: settings.matrix });
  const always = [...Object.keys(plainDefaults), "matrixY"];
  const differs = (name: keyof PhantomSettings) => String(settings[name]) !== String(fallbacks[name]); // Also for arrays.
  const names = Object.keys(settings) as (keyof PhantomSettings)[];
  return names.filter((name) => always.includes(name) || differs(name));
}
