/** What a synthetic measurement is to be. All are optional; see {@link phantomDefaults}. */
export interface PhantomOptions {
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

/** What holds where an option is left out. */
export const phantomDefaults: Omit<PhantomSettings, "matrixY"> = {
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
};

/** Options that no measurement can have. The message names the option and its range. */
export class PhantomError extends Error {
  override readonly name = "PhantomError";
  readonly code = "bad-option";
}

/** Sizes and counters are 16 bits wide in MRD. */
const MAX_COUNT = 65535;
/** Bits of a readout's channel mask. */
const MAX_COILS = 1024;

/**
 * Fills in what is left out.
 * @throws PhantomError `bad-option`
 */
export function phantomSettings(options: PhantomOptions): PhantomSettings {
  const fallbacks = { ...phantomDefaults, matrixY: options.matrix ?? phantomDefaults.matrix };
  const values = Object.entries(fallbacks).map(([name, fallback]) => [
    name,
    options[name as keyof PhantomOptions] ?? fallback,
  ]);
  const settings = Object.fromEntries(values) as PhantomSettings;
  const { matrix, matrixY, acceleration, noiseLevel, noiseCorrelation } = settings;

  const whole = (name: keyof PhantomSettings, minimum: number, maximum: number) => {
    const value = settings[name];
    if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return;
    throw new PhantomError(`${name} must be a whole number from ${minimum} to ${maximum}, not ${value}`);
  };
  whole("matrix", 1, MAX_COUNT);
  whole("oversampling", 1, Math.floor(MAX_COUNT / matrix));
  whole("matrixY", 1, MAX_COUNT);
  whole("partitions", 1, MAX_COUNT);
  whole("slices", 1, MAX_COUNT);
  whole("coils", 1, MAX_COILS);
  whole("acceleration", 1, matrixY);
  whole("repetitions", 1, Math.floor((MAX_COUNT + 1) / acceleration));
  whole("calibrationWidth", 0, matrixY);
  whole("noiseReadouts", 0, MAX_COUNT);
  whole("seed", 0, 2 ** 32 - 1);
  if (!(noiseLevel >= 0 && noiseLevel < Number.POSITIVE_INFINITY)) {
    throw new PhantomError(`noiseLevel must be a number from 0 on, not ${noiseLevel}`);
  }
  if (!(noiseCorrelation >= 0 && noiseCorrelation < 1)) {
    throw new PhantomError(`noiseCorrelation must be at least 0 and less than 1, not ${noiseCorrelation}`);
  }
  if (settings.slices > 1 && settings.partitions > 1) {
    throw new PhantomError("slices and partitions can't both be more than 1: a 3-D measurement has one slab");
  }
  return settings;
}
