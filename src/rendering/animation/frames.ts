import type { Raster } from "../painting.ts";
import { type ColorMap, colorMaps, colorTable, type Greys } from "../values/index.ts";
import { drawRegion, regionsOf } from "./regions.ts";
import type { Plane } from "./series-images.ts";
import { windowed } from "./windows.ts";

const COLOURS = 256;

/**
 * A plane as a picture: grey, or in colour if it has colours, a color map (the attribute LUTFileName, or
 * GADGETRON_ColorMap) or regions. Colours are shown as they are.
 * @param scale picture elements per pixel, in each direction
 * @param colour in colour in any case, for series in which other planes have regions
 */
export function frameOf(plane: Plane, greys: Greys, scale: number, colour: boolean): Raster {
  const { width, height, values, attributes } = plane;
  const map = values.length === 1 ? colorMapOf(plane) : undefined;
  const range = values.length === 1 ? greys : { black: 0, white: 255 };
  const components = values.map((each) => windowed(each, range));
  const samples = colour || map !== undefined || values.length > 1 ? 3 : 1;
  const table = map === undefined ? undefined : colorTable(map);
  const data = Buffer.alloc(width * height * samples);
  for (let i = 0; i < width * height; i++) {
    for (let sample = 0; sample < samples; sample++) {
      const value = components[sample % components.length]![i]!;
      data[samples * i + sample] = table === undefined ? value : table[sample * COLOURS + value]!;
    }
  }
  const frame = enlarged({ width, height, samples, data }, scale);
  for (const region of regionsOf(attributes)) drawRegion(frame, region, scale);
  return frame;
}

/** The color map that an image asks for and that is known. */
export function colorMapOf(plane: Plane): ColorMap | undefined {
  return colorMaps.find((known) => known === colorMapName(plane));
}

/** The color map that an image asks for, without the ending of its file. */
export function colorMapName({ attributes }: Plane): string | undefined {
  const text = (attributes.get("LUTFileName") ?? attributes.get("GADGETRON_ColorMap"))?.[0];
  return text?.trim().replace(/\.[^.]*$/, "") || undefined;
}

/** A picture in colour that looks the same. */
export function inColour(frame: Raster): Raster {
  if (frame.samples === 3) return frame;
  const data = Buffer.alloc(3 * frame.data.length);
  for (const [i, grey] of frame.data.entries()) data.fill(grey, 3 * i, 3 * i + 3);
  return { ...frame, samples: 3, data };
}

function enlarged(frame: Raster, scale: number): Raster {
  if (scale === 1) return frame;
  const { samples } = frame;
  const [width, height] = [scale * frame.width, scale * frame.height];
  const data = Buffer.alloc(width * height * samples);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = samples * (Math.floor(y / scale) * frame.width + Math.floor(x / scale));
      frame.data.copy(data, samples * (y * width + x), from, from + samples);
    }
  }
  return { width, height, samples, data };
}
