import { type Image, ImageType, isComplex, isDataType, type PixelArray } from "../../mrd/index.ts";
import type { LiveImage } from "../../viewer/api/index.ts";

/** Maximum width and height. */
const SIDE = 256;

/** Levels between the smallest and the largest value, by which percentiles are found. */
const LEVELS = 65_536;
/** Shares of the pixels that are darker than black, and than white. */
const BLACK = 0.01;
const WHITE = 0.995;

/** An image for browsers. */
export interface ReducedImage extends LiveImage {
  readonly pixels: Uint8Array;
}

/**
 * The middle plane of an image's first channel, as its magnitude if it is complex, averaged over blocks of pixels to at
 * most 256 × 256.
 * @returns `undefined` if the image has no pixels, or not as many as its header says
 */
export function reduceImage({ header, data }: Image): ReducedImage | undefined {
  const [x, y, z] = header.matrixSize as unknown as [number, number, number];
  const complex = isDataType(header.dataType) && isComplex(header.dataType);
  if (x * y * z === 0 || data.length < x * y * z * header.channels * (complex ? 2 : 1)) return undefined;
  const block = Math.ceil(Math.max(x, y) / SIDE);
  const [width, height] = [Math.ceil(x / block), Math.ceil(y / block)];
  const { imageSeriesIndex: series, imageIndex: index, slice, contrast, phase, repetition, set } = header;
  const [fovX = 0, fovY = 0] = header.fieldOfView as readonly number[];
  const aspect = Math.min(Math.max(fovX > 0 && fovY > 0 ? fovY / fovX : y / x, 0.01), 100);
  const common = { series, index, slice, contrast, phase, repetition, set, width, height, aspect };
  const plane = (channel: number) => {
    const first = (channel * z + (z >> 1)) * x * y;
    if (!complex && block === 1) return data.subarray(first, first + x * y);
    return meanOfBlocks((i) => (complex ? Math.hypot(data[2 * i]!, data[2 * i + 1]!) : data[i]!), first, [x, y], block);
  };
  if (header.imageType === ImageType.rgb && header.channels === 3) {
    const pixels = new Uint8Array(3 * width * height);
    for (let channel = 0; channel < 3; channel += 1) {
      for (const [i, value] of plane(channel).entries()) pixels[3 * i + channel] = Math.min(Math.max(value, 0), 255);
    }
    return { ...common, format: "rgb", minimum: 0, maximum: 255, pixels };
  }
  return { ...common, format: "gray", ...grayLevels(plane(0)) };
}

/** Means of square blocks; those at the end may be smaller. */
function meanOfBlocks(
  valueAt: (index: number) => number,
  first: number,
  [x, y]: readonly [number, number],
  block: number,
): Float32Array {
  const [width, height] = [Math.ceil(x / block), Math.ceil(y / block)];
  const means = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [right, bottom] = [Math.min(x, (column + 1) * block), Math.min(y, (row + 1) * block)];
      let sum = 0;
      for (let j = row * block; j < bottom; j += 1) {
        for (let i = column * block; i < right; i += 1) sum += valueAt(first + j * x + i);
      }
      means[row * width + column] = sum / ((right - column * block) * (bottom - row * block));
    }
  }
  return means;
}

/** 8-bit grey levels from the 1st to the 99.5th percentile of finite values. NaN and −∞ are black, ∞ is white. */
function grayLevels(values: PixelArray): Pick<ReducedImage, "minimum" | "maximum" | "pixels"> {
  const [minimum, maximum] = windowOf(values);
  const factor = 255 / (maximum - minimum || 1);
  const pixels = new Uint8Array(values.length);
  // Plain loops: this runs in sessions, before it is compiled too.
  for (let i = 0; i < values.length; i += 1) {
    const level = (values[i]! - minimum) * factor + 0.5; // of NaN, 0
    pixels[i] = level >= 255 ? 255 : Math.max(level, 0);
  }
  return { minimum, maximum, pixels };
}

/** Values that are shown black and white. */
function windowOf(values: PixelArray): readonly [number, number] {
  let [minimum, maximum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    count += 1;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (!(minimum < maximum)) return count === 0 ? [0, 0] : [minimum, minimum];
  const factor = (LEVELS - 1) / (maximum - minimum);
  const counts = new Uint32Array(LEVELS);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (Number.isFinite(value)) counts[Math.trunc((value - minimum) * factor + 0.5)]! += 1;
  }
  const percentile = (share: number) => {
    const rank = Math.round(share * (count - 1));
    let [level, seen] = [0, counts[0]!];
    while (seen <= rank) {
      level += 1;
      seen += counts[level]!;
    }
    return minimum + level / factor;
  };
  const [black, white] = [percentile(BLACK), percentile(WHITE)];
  return black < white ? [black, white] : [minimum, maximum]; // of an image that is nearly everywhere the same
}
