/** From values to what is shown of them: parts of complex values, grey windows, colours. Needs no Node. */
export { type ColorMap, colored, colorMaps, colorTable } from "./color-map.ts";
export { type Part, partOf, parts, rangeOf } from "./part.ts";
export { type Greys, greyOf, greysOfAttributes, greysOfPercentiles, greysOfWindow, storedGreys } from "./window.ts";
