import { percentile } from "../../numerics/images/index.ts";
import type { Greys } from "../values/index.ts";
import { numberIn, type Plane } from "./series-images.ts";

/** Percentiles of FIRE's mrd2gif. */
const [LOW, HIGH] = [5, 95];

/**
 * The window of each plane, as in FIRE's mrd2gif: those of the attributes; where only some have one, the first of them
 * for the others. Without attributes, the medians over all planes of their percentiles 5 and 95; if these are equal, as
 * of images that hold little but text, of their extremes.
 * @param floating without attributes, each plane's own percentiles instead of the medians
 */
export function windowsOf(planes: readonly Plane[], floating: boolean): Greys[] {
  const stored = planes.map(storedWindow);
  const first = stored.find((each) => each !== undefined);
  if (first !== undefined) return stored.map((each) => each ?? first);
  const finite = planes.map(({ values }) => finiteValues(values));
  const own = finite.map((values): Greys => {
    if (values.length === 0) return { black: 0, white: 1 };
    return { black: percentile(values, LOW), white: percentile(values, HIGH) };
  });
  const extremes = (i: number): Greys => extent(finite[i]!);
  if (floating) return own.map((each, i) => (each.black < each.white ? each : extremes(i)));
  let shared = medianOf(own);
  if (shared.black === shared.white) shared = medianOf(own.map((_, i) => extremes(i)));
  return planes.map(() => shared);
}

/** Elements of 0 to 255, truncated as NumPy's conversion to uint8 does. NaN is black. */
export function windowed(values: Float32Array, { black, white }: Greys): Uint8Array {
  const factor = white === black ? 1 : 255 / (white - black);
  const result = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = Math.min(Math.max((values[i]! - black) * factor, 0), 255);
  return result;
}

function storedWindow({ attributes }: Plane): Greys | undefined {
  const get = (name: string) => numberIn(attributes, name) ?? numberIn(attributes, `GADGETRON_${name}`);
  const center = get("WindowCenter");
  let width = get("WindowWidth");
  if (center === undefined || width === undefined) return undefined;
  // Gadgetron's width is that of the stored values, its centre that of the rescaled ones.
  const ratio = numberIn(attributes, "GADGETRON_ScaleRatio");
  const isGadgetrons = !attributes.has("WindowWidth") && attributes.has("GADGETRON_ScaleOffset");
  if (isGadgetrons && ratio) width /= ratio;
  return { black: center - width / 2, white: center + width / 2 };
}

function finiteValues(parts: readonly Float32Array[]): Float32Array {
  const kept = parts.map((part) => (part.every(Number.isFinite) ? part : part.filter(Number.isFinite)));
  if (kept.length === 1) return kept[0]!;
  const all = new Float32Array(kept.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of kept) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function extent(values: Float32Array): Greys {
  let [black, white] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < black) black = value;
    if (value > white) white = value;
  }
  return values.length === 0 ? { black: 0, white: 1 } : { black, white };
}

function medianOf(windows: readonly Greys[]): Greys {
  const median = (values: readonly number[]) => percentile(Float32Array.from(values), 50);
  return { black: median(windows.map(({ black }) => black)), white: median(windows.map(({ white }) => white)) };
}
