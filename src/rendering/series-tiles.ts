import type { MrdGroup, NdArray, Range } from "../formats/mrd-hdf5/index.ts";
import { type Acquisition, DataType, type Image, type ImageHeader, isComplex, loopCounters } from "../mrd/index.ts";
import { PictureError } from "./errors.ts";
import { MAX_ELEMENTS } from "./layout.ts";
import { readSeries } from "./series.ts";
import { type MosaicSeries, type MosaicTile, mosaicTiles } from "./tile.ts";
import { type Part, partOf } from "./values/index.ts";

/** The name by which the readouts of a group are chosen: that of their dataset. */
const READOUTS = "data";
/** Axes of the arrays that taps save, slowest first, without lines and samples. */
const TAPPED_AXES = ["slice", "s", "n", "coil", "z"];

export interface TileOptions {
  /** Image numbers, or those of an array's planes, counted from 0; default all. */
  readonly ranges?: readonly Range[] | undefined;
  /** What is shown of complex values. Default: the magnitude or, of k-space, its logarithm. */
  readonly part?: Part | undefined;
}

/** Names that {@link tilesOf} accepts, apart from image series. */
export function otherNames(group: MrdGroup): string[] {
  return [...group.arrays, ...(group.acquisitionCount > 0 ? [READOUTS] : [])];
}

/**
 * What a picture shows of a group.
 * @param name an image series, a numeric array, or `data`: the readouts, one tile per coil with one line per readout
 * @throws PictureError `no-such-image`, `picture-too-large`; StorageError, also if there is none of that name
 */
export function tilesOf(group: MrdGroup, name: string, options: TileOptions = {}): MosaicSeries {
  const { ranges, part } = options;
  if (group.series.some((series) => series.name === name)) return imageTiles(group, name, ranges, part ?? "magnitude");
  if (group.arrays.includes(name)) {
    const isKSpace = /^buffer_\d+$/.test(name);
    return arrayTiles(group.array(name), name, ranges, part ?? (isKSpace ? "log" : "magnitude"));
  }
  if (name === READOUTS && group.acquisitionCount > 0) return readoutTiles(group.acquisitions(), ranges, part ?? "log");
  return imageTiles(group, name, ranges, part ?? "magnitude"); // which reports that there is none
}

function imageTiles(group: MrdGroup, name: string, ranges: readonly Range[] = [{}], part: Part): MosaicSeries {
  const images = readSeries(group, name, ranges);
  const indices = ranges.flatMap(({ start = 0, end }) =>
    Array.from({ length: (end ?? start + images.length) - start }, (_, i) => start + i),
  );
  const varying = loopCounters.filter((counter) => isVarying(images, counter as keyof ImageHeader));
  const tiles = images.flatMap((image, i) => {
    const counters = varying.map(
      (counter) => `${counter === "repetition" ? "rep" : counter} ${image.header[counter as keyof ImageHeader]}`,
    );
    return mosaicTiles(image, [`${name}:${indices[i]}`, ...counters].join(" "), part);
  });
  return { name, tiles, part };
}

function isVarying(images: readonly Image[], counter: keyof ImageHeader): boolean {
  return images.some(({ header }) => header[counter] !== undefined && header[counter] !== images[0]!.header[counter]);
}

/** The planes of the two fastest axes. */
function arrayTiles(
  { shape, dataType, data }: NdArray,
  name: string,
  ranges: readonly Range[] | undefined,
  part: Part,
): MosaicSeries {
  const [height = 1, width = 1] = shape.length < 2 ? [1, ...shape] : shape.slice(-2);
  const outer = shape.slice(0, -2);
  const count = outer.reduce((product, extent) => product * extent, 1);
  const length = width * height * (isComplex(dataType) ? 2 : 1);
  const tiles = indicesOf(ranges, count, name).map((index): MosaicTile => {
    const plane = data.subarray(index * length, (index + 1) * length);
    const label = [name, ...positions(index, outer)].join(" ");
    return { width, height, planes: [partOf(plane, dataType, part)], greys: undefined, label };
  });
  return { name, tiles, part };
}

/** Where a plane is along the other axes, except those of one element: `coil 3`, or `axis 1: 3`. */
function positions(index: number, shape: readonly number[]): string[] {
  let rest = index;
  const at = shape.toReversed().map((extent) => {
    const position = rest % extent;
    rest = Math.floor(rest / extent);
    return position;
  });
  const named = shape.length === TAPPED_AXES.length;
  return at
    .toReversed()
    .map((position, axis) => `${named ? TAPPED_AXES[axis] : `axis ${axis}:`} ${position}`)
    .filter((_, axis) => shape[axis]! > 1);
}

/** One tile per coil, one line per readout in file order. Shorter readouts end in black. */
function readoutTiles(
  acquisitions: Iterable<Acquisition>,
  ranges: readonly Range[] | undefined,
  part: Part,
): MosaicSeries {
  const readouts = [...limited(acquisitions)];
  const width = Math.max(...readouts.map(({ header }) => header.numberOfSamples));
  const coils = Math.max(...readouts.map(({ header }) => header.activeChannels));
  const tiles = indicesOf(ranges, coils, "data").map((coil): MosaicTile => {
    const plane = new Float32Array(width * readouts.length).fill(Number.NaN);
    for (const [line, { header, data }] of readouts.entries()) {
      const samples = 2 * header.numberOfSamples;
      const values = data.subarray(coil * samples, (coil + 1) * samples);
      plane.set(partOf(values, DataType.complexFloat, part), line * width);
    }
    return { width, height: readouts.length, planes: [plane], greys: undefined, label: `data coil ${coil}` };
  });
  return { name: "data", tiles, part };
}

function* limited(acquisitions: Iterable<Acquisition>): Generator<Acquisition> {
  let elements = 0;
  for (const acquisition of acquisitions) {
    elements += acquisition.data.length / 2;
    if (elements > MAX_ELEMENTS)
      throw new PictureError("picture-too-large", "there are too many readouts for one picture");
    yield acquisition;
  }
}

function indicesOf(ranges: readonly Range[] | undefined, count: number, name: string): number[] {
  return (ranges ?? [{}]).flatMap(({ start = 0, end = count }) => {
    if (end > count) {
      const message = `${name} has planes 0 to ${count - 1}, not ${start} to ${end - 1}`;
      throw new PictureError("no-such-image", message);
    }
    return Array.from({ length: end - start }, (_, i) => start + i);
  });
}
