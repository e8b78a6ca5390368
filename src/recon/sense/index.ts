/** SENSE: which maps, lines and method unfold an image. */
export { unfoldImages, withCoilMaps } from "./operators.ts";
