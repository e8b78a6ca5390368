/** SENSE: which maps, lines and method unfold an image. */
export { SenseError } from "./errors.ts";
export type { MapsEntry } from "./kept-maps.ts";
export { mapImages } from "./map-images.ts";
export { joined, unfoldImages, withCoilMaps } from "./operators.ts";
export type { SenseMethod, SensePlan } from "./plan.ts";
