import type { GadgetClass } from "../gadget-class.ts";
import { epiClasses } from "./epi.ts";
import { genericReconClasses } from "./generic-recon.ts";
import { imageClasses } from "./images.ts";
import { nonCartesianClasses } from "./non-cartesian.ts";
import { readoutClasses } from "./readouts.ts";
import { realtimeClasses } from "./realtime.ts";

/**
 * The gadgets of Gadgetron that can be translated. Both the translation and its documentation are derived from this
 * table.
 */
export const classes: readonly GadgetClass[] = [
  ...readoutClasses,
  ...epiClasses,
  ...imageClasses,
  ...genericReconClasses,
  ...realtimeClasses,
  ...nonCartesianClasses,
];

/** By class name. */
export const classesByName: ReadonlyMap<string, GadgetClass> = new Map(
  classes.flatMap((each) => each.names.map((name) => [name, each] as const)),
);
