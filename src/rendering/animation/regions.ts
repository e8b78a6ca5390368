import type { Attributes } from "../../mrd/index.ts";
import type { Raster } from "../painting.ts";

/** A line through points in pixels, as FIRE stores it in an attribute `ROI_<name>`. */
export interface Region {
  /** Red, green and blue, 0 to 255. */
  readonly colour: readonly number[];
  /** In picture elements. */
  readonly thickness: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/**
 * The visible regions of an image. Each attribute is a list of red, green and blue (0 to 1), thickness, style,
 * visibility, and the coordinates x and y of each point; others are left out. With Gadgetron's
 * `Correct_image_orientation`, x and y are exchanged.
 */
export function regionsOf(attributes: Attributes): Region[] {
  const isSwapped = Number(attributes.get("Correct_image_orientation")?.[0] ?? 0) !== 0;
  return [...attributes].flatMap(([name, texts]): Region[] => {
    const numbers = texts.map(Number);
    if (!/^(GT_)?ROI_/.test(name) || numbers.length < 8 || numbers.length % 2 === 1) return [];
    const [thickness, visibility, coordinates] = [numbers[3]!, numbers[5]!, numbers.slice(6)];
    if (visibility === 0 || !numbers.every(Number.isFinite)) return [];
    const points = Array.from({ length: coordinates.length / 2 }, (_, i): [number, number] => {
      const [x, y] = [coordinates[2 * i]!, coordinates[2 * i + 1]!];
      return isSwapped ? [y, x] : [x, y];
    });
    const colour = numbers.slice(0, 3).map((share) => Math.trunc(255 * Math.min(Math.max(share, 0), 1)));
    return [{ colour, thickness: Math.max(1, Math.trunc(thickness)), points }];
  });
}

/** Draws a region into a picture in colour. @param scale picture elements per pixel */
export function drawRegion(raster: Raster, { colour, thickness, points }: Region, scale: number): void {
  const places = points.map((point) => point.map((each) => Math.trunc(scale * each)) as [number, number]);
  for (const [i, to] of places.entries()) {
    const from = places[Math.max(0, i - 1)]!;
    for (const at of lineBetween(from, to)) drawDot(raster, at, colour, thickness);
  }
}

/** Bresenham's line; one that no picture could show is left out. */
function* lineBetween([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]) {
  const [dx, dy] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
  const [steps, sidesteps] = [Math.max(dx, dy), Math.min(dx, dy)];
  if (steps > 1 << 17) return;
  let [x, y, error] = [x0, y0, 2 * sidesteps - steps];
  for (let step = 0; step <= steps; step++) {
    yield [x, y] as const;
    const both = error >= 0;
    if (both || dx > dy) x += Math.sign(x1 - x0);
    if (both || dx <= dy) y += Math.sign(y1 - y0);
    error += 2 * sidesteps - (both ? 2 * steps : 0);
  }
}

function drawDot(
  { width, height, data }: Raster,
  at: readonly [number, number],
  colour: readonly number[],
  size: number,
) {
  const [left, top] = at.map((each) => each - Math.floor((size - 1) / 2)) as [number, number];
  for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + size); x++) data.set(colour, 3 * (y * width + x));
  }
}
