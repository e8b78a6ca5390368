import { defineErrors } from "../../errors/index.ts";
import { KSpace, type KSpaceShape, type MemoryBudget } from "../../gadget-api/index.ts";
import type { AcquisitionHeader, Encoding } from "../../mrd/index.ts";
import { type AxisWeights, axisWeights, combineAlong } from "../../numerics/cartesian/index.ts";
import { counted } from "../../text/index.ts";

/** A calibration that cannot be used for the images. The message says how they differ, in millimetres. */
export class CalibrationError extends defineErrors("gadget", {
  "calibration-elsewhere": {
    meaning: "A calibration of another encoding does not cover the images, or is of another place or orientation.",
    remedy: "Acquire it with the images' orientation, slices and at least their field of view, or with the images.",
  },
}) {}

/** The grid of image data that a reference of another encoding is computed for. */
export interface ImageGeometry {
  readonly index: number;
  readonly encoding: Encoding;
  readonly shape: KSpaceShape;
  /** Any of its readouts. */
  readonly header: AcquisitionHeader;
  /** Limits the memory of the reference on that grid. */
  readonly room: MemoryBudget;
}

/** Fields of view that differ by less are the same. */
const SAME_FIELD = 0.005;
const SAME_DIRECTION = Math.cos((2 * Math.PI) / 180);
/** Slices that are nearer to each other are the same, however thin. */
const FEWEST_MM = 2;

/** The part of the images that a shifted calibration need not cover: objects rarely fill the field of view. */
const MOST_OUTSIDE = 0.25;

const axes = ["x", "y", "z"] as const;
const directions = ["readDir", "phaseDir", "sliceDir"] as const;

/**
 * A reference on the grid of image data of another encoding. The distance of samples in k-space is that of the images'
 * field of view, which the reference covers: where its own is larger, k-space is interpolated, which crops the field of
 * view. A shift within the plane is a phase along k-space. Its matrix, readout length and resolution may differ.
 * @param from index of its encoding
 * @throws CalibrationError `calibration-elsewhere`; GadgetError `k-space-too-large`
 */
export function referenceOnGrid(reference: KSpace, from: number, encoding: Encoding, target: ImageGeometry): KSpace {
  const lines = reference.headers.find((each) => each !== undefined);
  if (lines === undefined) return reference;
  const name = `the calibration, of encoding ${from},`;
  requireSamePlace(name, lines, encoding, target);
  const { shape } = reference;
  const rows = acquiredRows(reference);
  const samples = keptSamples(lines, shape.e0);
  const ranges = [
    { ...samples, center: Math.floor(shape.e0 / 2), size: target.shape.e0 },
    { ...rows.e1, center: reference.e1.center, size: target.shape.e1 },
    { ...rows.e2, center: reference.e2.center, size: target.shape.e2 },
  ];
  const weights = ranges.map((range, axis) => {
    const isSingle = axis === 2 && shape.e2 === 1 && target.shape.e2 === 1;
    const { ratio, shift } = isSingle
      ? { ratio: 1, shift: 0 }
      : overlap(name, lines, encoding, target, axis as 0 | 1 | 2);
    return axisWeights(range, ratio, shift);
  }) as [AxisWeights, AxisWeights, AxisWeights];
  const [x, y, z] = weights.map(({ size }) => size) as [number, number, number];
  const bytes = 2 * Float32Array.BYTES_PER_ELEMENT * x * y * z * shape.coils * shape.n * shape.s * shape.slices;
  const what = `the calibration, of encoding ${from}, on the grid of the images`;
  target.room.require(what, bytes, "k-space-too-large", "acquire it with fewer counters");
  return placed(reference, weights);
}

/**
 * The ratio of the fields of view along an axis, and their shift against each other.
 * @returns the ratio of their sizes, at least 1, and the shift in fields of view of the images
 */
function overlap(
  name: string,
  own: AcquisitionHeader,
  encoding: Encoding,
  target: ImageGeometry,
  axis: 0 | 1 | 2,
): { ratio: number; shift: number } {
  const along = axes[axis];
  const [size, needed] = [encoding, target.encoding].map(({ encodedSpace }) => encodedSpace.fieldOfViewMm[along]) as [
    number,
    number,
  ];
  const mm = distanceAlong(own, target.header, directions[axis]);
  const isSame = size === needed || Math.abs(size / needed - 1) < SAME_FIELD;
  if (!isSame && !(size > needed && needed > 0)) {
    const text = `${name} covers ${size.toFixed(1)} mm along ${along}, the image data ${needed.toFixed(1)} mm`;
    throw new CalibrationError("calibration-elsewhere", `${text}; it must be as large, or larger`);
  }
  const most = (size - needed) / 2 + MOST_OUTSIDE * needed;
  if (mm !== 0 && !(Math.abs(mm) <= most)) {
    const text = `${name} is shifted by ${Math.abs(mm).toFixed(1)} mm along ${along} against the image data`;
    throw new CalibrationError("calibration-elsewhere", `${text}, of ${needed.toFixed(1)} mm; it must cover these`);
  }
  return { ratio: isSame ? 1 : size / needed, shift: mm === 0 ? 0 : mm / needed };
}

function requireSamePlace(name: string, own: AcquisitionHeader, encoding: Encoding, target: ImageGeometry): void {
  const [planes, others] = [encoding.encodedSpace.matrixSize.z, target.encoding.encodedSpace.matrixSize.z];
  if (planes > 1 !== others > 1) {
    const text = `${name} has ${counted(planes, "partition")}, the image data have ${others}`;
    throw new CalibrationError("calibration-elsewhere", `${text}; both must be volumes, or both slices`);
  }
  for (const direction of directions) {
    const cosine = own[direction].reduce((sum, value, i) => sum + value * target.header[direction][i]!, 0);
    if (cosine >= SAME_DIRECTION || own[direction].every((value) => value === 0)) continue;
    const degrees = ((180 / Math.PI) * Math.acos(Math.max(-1, Math.min(1, cosine)))).toFixed(1);
    const text = `${name} is turned by ${degrees}° against the image data (${direction})`;
    throw new CalibrationError("calibration-elsewhere", `${text}; both must have the same orientation`);
  }
  const across = Math.abs(distanceAlong(own, target.header, "sliceDir"));
  const thickness = Math.max(
    FEWEST_MM,
    ...[encoding, target.encoding].map(({ encodedSpace }) => encodedSpace.fieldOfViewMm.z),
  );
  if (planes > 1 || across <= thickness || across === 0) return;
  const text = `${name} of slice ${own.slice} is ${across.toFixed(1)} mm away from the image data`;
  throw new CalibrationError("calibration-elsewhere", `${text}; it must be of the same slice`);
}

/** By how much the centre of `a` is shifted against that of `b`, in mm. */
function distanceAlong(a: AcquisitionHeader, b: AcquisitionHeader, direction: "readDir" | "phaseDir" | "sliceDir") {
  return a.position.reduce((sum, place, axis) => sum + (place - b.position[axis]!) * b[direction][axis]!, 0);
}

/** The rows from the first to the last line that was acquired. */
function acquiredRows({ shape: { e1, e2 }, counts }: KSpace) {
  const rows = { e1: { first: e1, last: -1 }, e2: { first: e2, last: -1 } };
  for (const [line, count] of counts.entries()) {
    if (count === 0) continue;
    const [row1, row2] = [line % e1, Math.floor(line / e1) % e2];
    rows.e1 = { first: Math.min(rows.e1.first, row1), last: Math.max(rows.e1.last, row1) };
    rows.e2 = { first: Math.min(rows.e2.first, row2), last: Math.max(rows.e2.last, row2) };
  }
  return rows;
}

function keptSamples({ numberOfSamples, discardPre, discardPost, centerSample }: AcquisitionHeader, e0: number) {
  const kept = numberOfSamples - discardPre - discardPost;
  if (kept >= e0) return { first: 0, last: e0 - 1 };
  const start = numberOfSamples === e0 ? 0 : Math.floor(e0 / 2) - centerSample;
  return { first: Math.max(0, start + discardPre), last: Math.min(e0, start + discardPre + kept) - 1 };
}

/** The samples of each image on the new grid, with the lines that have samples. */
function placed(reference: KSpace, weights: readonly [AxisWeights, AxisWeights, AxisWeights]) {
  const { coils, n, s, slices, e0, e1, e2 } = reference.shape;
  const [w0, w1, w2] = weights;
  const images = n * s * slices;
  const shape = { ...reference.shape, e0: w0.size, e1: w1.size, e2: w2.size };
  const samples = new Float32Array(2 * w0.size * w1.size * w2.size * coils * images);
  const counts = new Uint32Array(w1.size * w2.size * images);
  const headers = new Array<AcquisitionHeader | undefined>(counts.length).fill(undefined);
  const volume = new Float32Array(2 * e0 * e1 * e2);
  for (let image = 0; image < images; image += 1) {
    for (let coil = 0; coil < coils; coil += 1) {
      const index = image * coils + coil;
      reference.copyInto(index * volume.length, volume);
      const along0 = combineAlong(volume, [1, e0, e1 * e2], w0);
      const along1 = combineAlong(along0, [w0.size, e1, e2], w1);
      const whole = combineAlong(along1, [w0.size * w1.size, e2, 1], w2);
      samples.set(whole, index * whole.length);
    }
    const own = reference.headers.slice(image * e1 * e2, (image + 1) * e1 * e2);
    const any = own.find((header) => header !== undefined);
    if (any === undefined) continue;
    const numberOfSamples = w0.rows.length;
    const centerSample = Math.floor(w0.size / 2) - w0.first;
    const header = any.with({ numberOfSamples, centerSample, discardPre: 0, discardPost: 0 });
    for (const [i2, near2] of w2.nearest.entries()) {
      for (const [i1, near1] of w1.nearest.entries()) {
        if (own[near2 * e1 + near1] === undefined) continue;
        const line = (image * w2.size + w2.first + i2) * w1.size + w1.first + i1;
        counts[line] = 1;
        headers[line] = header;
      }
    }
  }
  const sampling = (weights: AxisWeights) => {
    const center = Math.floor(weights.size / 2);
    return { first: weights.first, last: weights.first + weights.rows.length - 1, center };
  };
  const description = {
    ...{ shape, readout: "k-space" as const, headers, counts, e1: sampling(w1), e2: sampling(w2) },
    discarded: reference.discarded,
    acceleration: [1, 1] as const,
    missing: reference.missing.map(() => undefined),
  };
  return new KSpace(description, samples);
}
