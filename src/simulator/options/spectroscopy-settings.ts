import type { PhantomSettings } from "./options.ts";
import { filledIn } from "./options.ts";
import { MAX_COUNT, refused, whole } from "./ranges.ts";
import { spectroscopyDefaults, spectroscopyKinds } from "./spectroscopy-options.ts";

const applicable: ReadonlySet<string> = new Set([
  ...Object.keys(spectroscopyDefaults),
  "coils",
  "noiseLevel",
  "noiseCorrelation",
  "noiseReadouts",
  "averages",
  "oversampling",
  "rotation",
  "position",
  "seed",
  "protocol",
]);

/** @throws PhantomError if a value is out of its range */
export function checkSpectroscopy(settings: PhantomSettings): void {
  if (!spectroscopyKinds.includes(settings.spectroscopy)) {
    throw refused(settings, "spectroscopy", `one of ${spectroscopyKinds.join(", ")}`);
  }
  whole(settings, "spectrumSamples", 1, Math.floor(MAX_COUNT / Math.max(1, settings.oversampling)));
  whole(settings, "voxels", 1, MAX_COUNT);
}

/** Combinations of valid options with those of spectroscopy that are not supported, with what to say of each. */
export function forbiddenSpectroscopy(settings: PhantomSettings): (readonly [boolean, string])[] {
  const { spectroscopy } = settings;
  const fallbacks = filledIn({});
  const names = Object.keys(settings) as (keyof PhantomSettings)[];
  const set = names.filter((name) => String(settings[name]) !== String(fallbacks[name]));
  const own = ["spectrumSamples", "voxels"] as const;
  return [
    ...own.map((name) => [spectroscopy === "none" && set.includes(name), `${name} requires spectroscopy`] as const),
    [spectroscopy === "single-voxel" && set.includes("voxels"), "voxels requires spectroscopy imaging"],
    ...set
      .filter((name) => !applicable.has(name))
      .map((name) => [spectroscopy !== "none", `spectroscopy and ${name} cannot be combined`] as const),
  ];
}
