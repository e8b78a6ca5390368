import { lineAxis, partitionAxis, readoutAxis, type SampledAxis } from "../encoding/sampling.ts";
import { PhantomError } from "../errors.ts";
import { calibrationModes } from "./acceleration-options.ts";
import { forbiddenAccelerations, lineStep, shotCount } from "./acceleration-settings.ts";
import { checkEpi, forbiddenEpi } from "./epi-settings.ts";
import { filledIn, type PhantomOptions, type PhantomSettings } from "./options.ts";
import { between, MAX_COUNT, refused, whole } from "./ranges.ts";
import { checkSpectroscopy, forbiddenSpectroscopy } from "./spectroscopy-settings.ts";
import { checkTrajectory, forbiddenTrajectories } from "./trajectory-settings.ts";

/** Bits of a readout's channel mask. */
const MAX_COILS = 1024;

/**
 * Fills in the defaults.
 * @throws PhantomError `bad-option`
 */
export function phantomSettings(options: PhantomOptions): PhantomSettings {
  const settings = filledIn(options);
  checkSizes(settings);
  checkSampling(settings);
  checkLoops(settings);
  checkNumbers(settings);
  checkEpi(settings);
  checkTrajectory(settings);
  checkSpectroscopy(settings);
  checkCombinations(settings);
  return settings;
}

function checkSizes(settings: PhantomSettings): void {
  whole(settings, "matrix", 1, MAX_COUNT);
  whole(settings, "oversampling", 1, Math.floor(MAX_COUNT / settings.matrix));
  whole(settings, "matrixY", 1, MAX_COUNT);
  whole(settings, "partitions", 1, MAX_COUNT);
  whole(settings, "slices", 1, MAX_COUNT);
  whole(settings, "coils", 1, MAX_COILS);
  whole(settings, "deadCoil", -1, settings.coils - 1);
  whole(settings, "coilRings", 0, 2);
}

function checkSampling(settings: PhantomSettings): void {
  const { matrix, matrixY } = settings;
  for (const name of ["partialFourier", "partialFourierZ", "asymmetricEcho"] as const) {
    between(settings, name, 0.5, 1);
  }
  const mostOversampling = MAX_COUNT / matrixY;
  if (!(settings.phaseOversampling >= 1 && settings.phaseOversampling <= mostOversampling)) {
    throw refused(settings, "phaseOversampling", `a number from 1 to ${mostOversampling}`);
  }
  // Along y the recon matrix grows in proportion, and must have 16 bits there, too.
  whole(settings, "reconMatrix", matrix, Math.floor(MAX_COUNT * Math.min(1, matrix / matrixY)));
  const samples = readoutAxis(settings).acquired;
  whole(settings, "discardPre", 0, MAX_COUNT - samples);
  whole(settings, "discardPost", 0, MAX_COUNT - samples - settings.discardPre);
  whole(settings, "secondEncoding", 0, matrix);
}

function checkLoops(settings: PhantomSettings): void {
  const lines = lineAxis(settings);
  const partitions = partitionAxis(settings);
  whole(settings, "acceleration", 1, lines.acquired);
  // What these options require is reported as a combination, not as a range of nothing but the default.
  const ofVolume = (maximum: number) => (settings.partitions > 1 ? maximum : MAX_COUNT);
  whole(settings, "accelerationZ", 1, ofVolume(partitions.acquired));
  whole(settings, "caipirinha", 0, settings.accelerationZ > 1 ? settings.accelerationZ - 1 : MAX_COUNT);
  whole(settings, "repetitions", 1, Math.floor((MAX_COUNT + 1) / shotCount(settings)));
  whole(settings, "calibrationWidth", 0, widest(lines));
  whole(settings, "calibrationWidthZ", 0, ofVolume(widest(partitions)));
  whole(settings, "calibrationMatrix", 0, settings.matrix);
  for (const name of ["contrasts", "averages", "phases", "sets"] as const) whole(settings, name, 1, MAX_COUNT);
  whole(settings, "segments", 1, Math.max(1, Math.floor(lines.acquired / lineStep(settings))));
  whole(settings, "dummies", 0, MAX_COUNT);
  whole(settings, "noiseReadouts", 0, MAX_COUNT);
  whole(settings, "noiseDependency", 0, MAX_COUNT);
  whole(settings, "seed", 0, 2 ** 32 - 1);
}

/** Half of an area is before the centre; if it is odd, the larger half is after it. */
function widest({ acquired, center }: SampledAxis): number {
  return Math.min(2 * center + 1, 2 * (acquired - center));
}

function checkNumbers(settings: PhantomSettings): void {
  const { noiseLevel, noiseCorrelation, calibrationMode, calibrationScale } = settings;
  if (!calibrationModes.includes(calibrationMode)) {
    throw refused(settings, "calibrationMode", `one of ${calibrationModes.join(", ")}`);
  }
  if (!(calibrationScale > 0 && calibrationScale < Number.POSITIVE_INFINITY)) {
    throw refused(settings, "calibrationScale", "a number of more than 0");
  }
  if (!(noiseLevel >= 0 && noiseLevel < Number.POSITIVE_INFINITY)) {
    throw refused(settings, "noiseLevel", "a number of at least 0");
  }
  if (!(noiseCorrelation >= 0 && noiseCorrelation < 1)) {
    throw new PhantomError(`noiseCorrelation must be at least 0 and less than 1, not ${noiseCorrelation}`);
  }
  for (const name of ["rotation", "position"] as const) {
    const value: readonly unknown[] = settings[name];
    if (value.length === 3 && value.every(Number.isFinite)) continue;
    throw refused(settings, name, `three finite numbers in ${name === "rotation" ? "degrees" : "mm"}`);
  }
}

/** Combinations of valid options that are not supported. */
function checkCombinations(settings: PhantomSettings): void {
  const { slices, partitions } = settings;
  const forbidden: readonly (readonly [boolean, string])[] = [
    [slices > 1 && partitions > 1, "slices and partitions cannot both be more than 1: a 3-D measurement has one slab"],
    [settings.interleaved && slices === 1, "interleaved requires slices to be more than 1"],
    [
      settings.partialFourierZ < 1 && partitions === 1,
      `partialFourierZ must be 1, not ${settings.partialFourierZ}, unless partitions is more than 1`,
    ],
    [
      settings.alternating && settings.asymmetricEcho < 1,
      "alternating and asymmetricEcho cannot be combined: MRD does not define the centre of a reversed partial readout",
    ],
    ...forbiddenAccelerations(settings),
    ...forbiddenEpi(settings),
    ...forbiddenTrajectories(settings),
    ...forbiddenSpectroscopy(settings),
    [settings.permuteNoiseCoils && settings.noiseDependency === 0, "permuteNoiseCoils requires noiseDependency"],
  ];
  for (const [found, message] of forbidden) if (found) throw new PhantomError(message);
}
