import { colored } from "../../../../src/rendering/values/index.ts";
import { diverging, type Palette } from "../../components/palettes.ts";
import { fineMaps } from "./fine-maps.ts";

export const ENTRIES = 256;

/** Colour maps by name, each a function from 0 to 1 to red, green and blue of 0 to 255. */
const maps = {
  grey: (share: number) => grey(share),
  inverted: (share: number) => grey(1 - share),
  hot: (share: number) => larmorMap("hot", share),
  jet: (share: number) => larmorMap("jet", share),
  viridis: (share: number) => entryOf(fineMaps.viridis, share),
  inferno: (share: number) => entryOf(fineMaps.inferno, share),
  magma: (share: number) => entryOf(fineMaps.magma, share),
  cividis: (share: number) => entryOf(fineMaps.cividis, share),
  turbo: (share: number) => entryOf(fineMaps.turbo, share),
  "blue–red": (share: number) => entryOf(diverging, share),
} as const;

export type MapName = keyof typeof maps;
export const mapNames = Object.keys(maps) as readonly MapName[];

const tables = new Map<MapName, Uint32Array>();

/** The 256 colours of a map, each as the pixel of a canvas: bytes red, green, blue and 255 for opaque. */
export function colorTable(name: MapName): Uint32Array {
  let table = tables.get(name);
  if (table === undefined) {
    const bytes = new Uint8Array(4 * ENTRIES);
    for (let i = 0; i < ENTRIES; i++) bytes.set([...maps[name](i / (ENTRIES - 1)), 255], 4 * i);
    table = new Uint32Array(bytes.buffer);
    tables.set(name, table);
  }
  return table;
}

function grey(share: number): number[] {
  const value = Math.round(255 * share);
  return [value, value, value];
}

function entryOf(palette: Palette, share: number): number[] {
  const first = 3 * Math.round((ENTRIES - 1) * share);
  return [...palette.subarray(first, first + 3)];
}

function larmorMap(name: "hot" | "jet", share: number): number[] {
  return [...colored([share], { minimum: 0, maximum: 1 }, name)];
}
