import type { Attributes, Image, ImageHeader, PixelArray } from "../../mrd/index.ts";
import { cross, dot, geometryOf, type PlaneGeometry, planePositionMm, scaled, type Vector } from "./geometry.ts";
import { attributesOf } from "./image-metadata.ts";
import { type Part, pixelParts } from "./pixel-parts.ts";
import { PlaneStore } from "./plane-store.ts";

/** One image's part, whose pixels are stored. */
export interface StoredImage {
  /** Its header and attributes, without pixels. */
  readonly image: Image;
  readonly attributes: Attributes;
  readonly geometry: PlaneGeometry;
  readonly index: number;
}

/** What distinguishes volumes of a measurement, apart from their size and place. */
export interface VolumeKind {
  readonly series: number;
  readonly contrast: number;
  readonly part: Part;
  readonly channel: number;
}

/** Images that fill a volume, once or at several times. */
export interface Volume extends VolumeKind {
  /** Pixels along x, y, z, and number of times. */
  readonly shape: readonly [x: number, y: number, z: number, t: number];
  /** Steps along x, y and z in mm, and the centre of the first pixel, in the patient's coordinates of DICOM. */
  readonly axesMm: readonly [Vector, Vector, Vector];
  readonly originMm: Vector;
  /** `[t][z]`, or `[t][1]` of images that are volumes themselves; `undefined` where one is missing. */
  readonly images: readonly (readonly (StoredImage | undefined)[])[];
  /** Typed array of the pixels. */
  readonly arrayName: string;
  readonly remarks: readonly string[];
}

/** Positions that differ by less are the same, in mm. */
const SAME_MM = 0.001;
/** Part of their mean by which distances of slices may differ. */
const UNEVEN = 0.01;

type Kept = StoredImage & VolumeKind & { readonly arrayName: string };

/** Collects images in any order, and arranges them as volumes. Pixels of many images are kept in a temporary file. */
export class VolumeCollector {
  readonly store: PlaneStore;
  readonly #kept: Kept[] = [];

  readonly #options: { readonly complex?: boolean };

  /**
   * @param temporary path of the temporary file
   * @param options.complex leave complex pixels as they are, instead of their magnitude and phase
   */
  constructor(temporary: string, options: { readonly complex?: boolean } = {}) {
    this.store = new PlaneStore(temporary);
    this.#options = options;
  }

  add(image: Image): void {
    const attributes = attributesOf(image);
    const header = image.header.with({});
    const geometry = geometryOf(header, attributes);
    const bare: Image = { ...image, header, data: image.data.subarray(0, 0) };
    for (const { part, channel, values } of pixelParts(image, this.#options)) {
      this.#kept.push({
        image: bare,
        attributes,
        geometry,
        index: this.store.add(values),
        series: header.imageSeriesIndex,
        contrast: header.contrast,
        part,
        channel,
        arrayName: values.constructor.name,
      });
    }
  }

  /** All volumes, by series, contrast, channel and part. */
  volumes(): Volume[] {
    const groups = new Map<string, Kept[]>();
    for (const kept of this.#kept) {
      const { series, contrast, part, channel, arrayName, geometry, image } = kept;
      const { matrixSize } = image.header;
      const round = (vector: readonly number[], step: number) => vector.map((each) => Math.round(each / step) + 0);
      const slab = matrixSize[2]! > 1 ? round(geometry.firstPixelMm, 0.1) : [];
      const directions = [geometry.rowDir, geometry.columnDir, geometry.planeDir].map((each) => round(each, SAME_MM));
      const key = JSON.stringify([series, contrast, channel, part, arrayName, [...matrixSize], directions, slab]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [kept]);
      else group.push(kept);
    }
    return [...groups.values()]
      .map(volumeOf)
      .toSorted((a, b) => a.series - b.series || a.contrast - b.contrast || a.channel - b.channel);
  }

  /** Deletes the pixels. */
  close(): void {
    this.store.close();
  }
}

/** Counters in the order in which they make up the time, slowest first. */
const timeCounters = ["repetition", "phase", "set", "average"] as const satisfies readonly (keyof ImageHeader)[];

function volumeOf(group: readonly Kept[]): Volume {
  const [first] = group as [Kept, ...Kept[]];
  const { geometry, image, series, contrast, part, channel, arrayName } = first;
  const [x, y, depth] = image.header.matrixSize as [number, number, number];
  const remarks = geometry.assumed
    ? ["images lack directions or sizes: axial planes and pixels of 1 mm are assumed"]
    : [];
  const { stacks, origin, step } = stacksOf(group, depth, remarks);
  const sorted = stacks.map((stack) => stack.toSorted(byTime));
  const times = Math.max(...sorted.map(({ length }) => length));
  if (sorted.some(({ length }) => length < times)) {
    remarks.push(`series ${series}: some slices have fewer images than others; zeros fill the volume`);
  }
  const [dx, dy] = geometry.spacingMm;
  return {
    series,
    contrast,
    part,
    channel,
    arrayName,
    remarks,
    shape: [x, y, depth > 1 ? depth : stacks.length, times],
    axesMm: [scaled(geometry.rowDir, dx), scaled(geometry.columnDir, dy), step],
    originMm: origin,
    images: Array.from({ length: times }, (_, t) => sorted.map((stack) => stack[t])),
  };
}

function byTime(a: Kept, b: Kept): number {
  for (const counter of timeCounters) {
    const difference = a.image.header[counter] - b.image.header[counter];
    if (difference !== 0) return difference;
  }
  return a.index - b.index;
}

/** The images of each place along the normal, where the first is, and the step from one to the next. */
function stacksOf(group: readonly Kept[], depth: number, remarks: string[]) {
  const [{ geometry }] = group as [Kept, ...Kept[]];
  const { planeDir, spacingMm } = geometry;
  const through = scaled(planeDir, spacingMm[2]);
  if (depth > 1) return { stacks: [group], origin: planePositionMm(geometry, 0), step: through };
  const slices = new Set(group.map(({ image }) => image.header.slice));
  const heights = group.map((kept) => dot(kept.geometry.firstPixelMm, planeDir));
  const lowest = Math.min(...heights);
  const isFlat = Math.max(...heights) - lowest < SAME_MM;
  if (isFlat && slices.size > 1)
    remarks.push("slices have no positions of their own: they are stacked by their number");
  const keys = group.map(({ image }, i) =>
    isFlat ? image.header.slice : Math.round((heights[i]! - lowest) / SAME_MM),
  );
  const stacks = new Map<number, Kept[]>();
  for (const [i, kept] of group.entries()) {
    const stack = stacks.get(keys[i]!);
    if (stack === undefined) stacks.set(keys[i]!, [kept]);
    else stack.push(kept);
  }
  const places = [...stacks.keys()].toSorted((a, b) => a - b);
  const ordered = places.map((place) => stacks.get(place)!);
  const [origin, last] = [ordered[0]!, ordered.at(-1)!].map(([kept]) => kept!.geometry.firstPixelMm) as [
    Vector,
    Vector,
  ];
  if (isFlat || places.length === 1) return { stacks: ordered, origin, step: through };
  const gaps = places.slice(1).map((place, i) => place - places[i]!);
  const mean = (places.at(-1)! - places[0]!) / gaps.length;
  if (gaps.some((gap) => Math.abs(gap - mean) > UNEVEN * mean + 2)) {
    remarks.push("distances of slices differ: their mean is used");
  }
  const step = last.map((place, axis) => (place - origin[axis]!) / gaps.length) as unknown as Vector;
  return { stacks: ordered, origin, step };
}

/** Whether three axes are right-handed. */
export function isRightHanded([x, y, z]: readonly [Vector, Vector, Vector]): boolean {
  return dot(cross(x, y), z) > 0;
}

const arrays = { Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, Uint8Array } as const;

/** The pixels of a stored image as an array of their type. */
export function storedPixels(store: PlaneStore, index: number, arrayName: string): PixelArray | Uint8Array {
  const bytes = new Uint8Array(store.read(index)); // at the start of a buffer of its own
  return new arrays[arrayName as keyof typeof arrays](bytes.buffer);
}
