import { epiTiming } from "../encoding/epi-timing.ts";
import { hasReference } from "./acceleration-settings.ts";
import { epiDefaults, epiReferences } from "./epi-options.ts";
import type { PhantomSettings } from "./options.ts";
import { MAX_COUNT, refused, whole } from "./ranges.ts";

/** Whether calibration lines are plain readouts of a second encoding. */
export function hasGradientEchoReference(settings: PhantomSettings): boolean {
  return settings.epi && hasReference(settings) && settings.epiReference === "gradient-echo";
}

/** Whether calibration lines are read as EPI. */
export function hasEpiReference(settings: PhantomSettings): boolean {
  return settings.epi && hasReference(settings) && settings.epiReference === "epi";
}

/** @throws PhantomError if a value is out of its range */
export function checkEpi(settings: PhantomSettings): void {
  const { dwellTime, acquisitionDelay, rampUp, rampDown, epiReference } = settings;
  whole(settings, "epiSamples", 0, MAX_COUNT);
  whole(settings, "epiNavigators", 0, MAX_COUNT);
  if (!(dwellTime > 0 && Number.isFinite(dwellTime))) throw refused(settings, "dwellTime", "a number of more than 0");
  if (!(acquisitionDelay >= 0 && Number.isFinite(acquisitionDelay))) {
    throw refused(settings, "acquisitionDelay", "a number of at least 0");
  }
  if (!(rampUp >= 0 && rampUp < 1)) throw refused(settings, "rampUp", "at least 0 and less than 1");
  const longest = 1 - rampUp;
  if (!(rampDown >= 0 && rampDown < longest)) {
    throw refused(settings, "rampDown", `at least 0 and less than ${longest}, so that there is a flat top`);
  }
  for (const name of ["gradientDelay", "oddEvenPhase", "drift", "shotPhase"] as const) {
    if (!Number.isFinite(settings[name])) throw refused(settings, name, "a finite number");
  }
  if (!epiReferences.includes(epiReference)) {
    throw refused(settings, "epiReference", `one of ${epiReferences.join(", ")}`);
  }
  if (settings.epi && epiTiming(settings).samples > MAX_COUNT) {
    throw refused(settings, "epiSamples", `a number of 1 to ${MAX_COUNT} for this matrix`);
  }
}

/** Combinations of valid options with those of EPI that are not supported, with what to say of each. */
export function forbiddenEpi(settings: PhantomSettings): (readonly [boolean, string])[] {
  const { epi, partitions, asymmetricEcho, discardPre, discardPost, alternating, phaseCorrection } = settings;
  const { calibrationWidth, calibrationMatrix, secondEncoding, epiReference } = settings;
  const names = Object.keys(epiDefaults) as (keyof typeof epiDefaults)[];
  return [
    ...names.map((name) => [!epi && settings[name] !== epiDefaults[name], `${name} requires epi`] as const),
    [epi && partitions > 1, "epi requires partitions to be 1"],
    [epi && asymmetricEcho < 1, "epi and asymmetricEcho cannot be combined: the readout is symmetric"],
    [epi && discardPre + discardPost > 0, "epi cannot be combined with discardPre or discardPost"],
    [epi && alternating, "epi and alternating cannot be combined: EPI alternates in each shot"],
    [epi && phaseCorrection, "epi and phaseCorrection cannot be combined: epiNavigators are its phase correction"],
    [
      epi && calibrationWidth > 0 && !hasReference(settings),
      "epi and calibrationWidth require calibrationMode to be separate or external: an echo train is evenly spaced",
    ],
    [
      epi && calibrationMatrix > 0,
      "epi and calibrationMatrix cannot be combined: calibration lines have the images' matrix",
    ],
    [
      epi && epiReference === "gradient-echo" && !hasReference(settings),
      "epiReference gradient-echo requires calibrationMode to be separate or external",
    ],
    [
      hasGradientEchoReference(settings) && secondEncoding > 0,
      "epiReference gradient-echo and secondEncoding cannot be combined: the calibration is the second encoding",
    ],
  ];
}
