import type { Raster } from "../painting.ts";
import type { Greys } from "../values/index.ts";
import { stacked } from "./arrangement.ts";
import { frameOf, inColour } from "./frames.ts";
import type { Plane } from "./series-images.ts";
import { windowed } from "./windows.ts";

/**
 * A plane, its reference, and their absolute difference, one below the other. The difference is windowed as the plane,
 * and multiplied by a factor. In colour, or with regions, it is at least the difference of what is shown.
 * @param reference of the same size
 */
export function compared(
  plane: Plane,
  reference: Plane,
  greys: Greys,
  { scale, colour, factor }: { readonly scale: number; readonly colour: boolean; readonly factor: number },
): Raster {
  const shown = frameOf(plane, greys, scale, colour);
  const other = frameOf(reference, greys, scale, colour);
  const isGrey = plane.values.length === 1 && reference.values.length === 1;
  const values = plane.values[0]!.map((value, i) => Math.abs(value - reference.values[0]![i]!));
  const weight = colour || !isGrey ? 1 : factor;
  const elements = isGrey ? windowed(values, greys).map((each) => Math.min(255, each * weight)) : undefined;
  const none = values.fill(0);
  const plain = { ...plane, attributes: new Map(), values: [elements ? Float32Array.from(elements) : none] };
  const difference = frameOf(plain, { black: 0, white: 255 }, scale, false);
  if (!colour && isGrey) return stacked([shown, other, difference]);
  const [first, second, least] = [shown, other, difference].map(inColour) as [Raster, Raster, Raster];
  const data = Buffer.from(least.data.map((each, i) => Math.max(each, Math.abs(first.data[i]! - second.data[i]!))));
  return stacked([first, second, { ...least, data }]);
}
