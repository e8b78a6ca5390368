import type { Attributes } from "../../../../src/mrd/index.ts";
import {
  type Greys,
  greysOfPercentiles,
  type Part,
  rangeOf,
  storedGreys,
} from "../../../../src/rendering/values/index.ts";
import type { Values } from "./plane.ts";

/** How a window follows from images: as their attributes request, or by percentiles of their values. */
export type AutomaticWindow = "stored" | "percentiles" | "range";

/** As in the pictures of `larmor png`: a few bright vessels should not darken everything else. */
const PERCENTILES = [1, 99.5] as const;

/** Of a difference, the same on both sides of 0. */
const DIFFERENCE_PERCENTILE = 99.5;

/**
 * The window of images that share one.
 * @param attributes of the images
 */
export function automaticWindow(
  kind: AutomaticWindow,
  part: Part,
  images: readonly Values[],
  attributes: readonly Attributes[],
): Greys {
  const values = images.map((image) => image.values);
  if (kind === "stored" && part === "magnitude") {
    const stored = storedWindow(attributes);
    if (stored !== undefined) return stored;
  }
  if (kind === "range") return greysOfPercentiles(values, 0, 100);
  return rangeOf(part, values) ?? greysOfPercentiles(thinned(values), ...PERCENTILES);
}

/** At most so many values of several images represent them: the window must not delay the first image. */
const MOST_VALUES = 1 << 15;

/** Values at equal distances, if there are many. The distance is odd: widths of images are even. */
function thinned(images: readonly Float32Array[]): readonly Float32Array[] {
  const total = images.reduce((sum, { length }) => sum + length, 0);
  if (total <= MOST_VALUES) return images;
  const step = 2 * Math.floor(total / MOST_VALUES / 2) + 3;
  return images.map((values) =>
    Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]!),
  );
}

/** The window that includes those that attributes request; `undefined` if none does. */
export function storedWindow(attributes: readonly Attributes[]): Greys | undefined {
  const windows = attributes.flatMap((each) => storedGreys(each) ?? []);
  if (windows.length === 0) return undefined;
  return {
    black: Math.min(...windows.map(({ black }) => black)),
    white: Math.max(...windows.map(({ white }) => white)),
  };
}

/** A window for differences, with 0 in its middle. */
export function differenceWindow({ values }: Values): Greys {
  const { white } = greysOfPercentiles([values.map(Math.abs)], 0, DIFFERENCE_PERCENTILE);
  const half = white > 0 ? white : 1;
  return { black: -half, white: half };
}

/** By how much a drag over this many pixels of the screen changes the width by itself, or the level by the width. */
const DRAG = 400;

/**
 * The window after a drag: to the right it becomes wider, upwards the level rises.
 * @param start the window when the drag began
 */
export function draggedWindow({ black, white }: Greys, right: number, up: number): Greys {
  const width = Math.max(white - black, Number.MIN_VALUE);
  const [center, newWidth] = [(black + white) / 2 + (up / DRAG) * width, width * Math.exp(right / (DRAG / 2))];
  return { black: center - newWidth / 2, white: center + newWidth / 2 };
}

/** A number of an image, with the digits that a reader can use. */
export function numberText(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(size >= 1000 ? Math.max(digits, 6) : digits)));
}
