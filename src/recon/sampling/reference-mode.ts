import type { KSpace } from "../../gadget-api/index.ts";
import { PlacedLines } from "../../gadget-api/k-space/index.ts";
import { freshMemory } from "../../gadget-api/services/index.ts";
import { AcquisitionFlag, type Encoding } from "../../mrd/index.ts";
import type { PlacedLine, StoredLine } from "../../numerics/cartesian/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { imageLines } from "./image-lines.ts";

type HeaderMode = NonNullable<NonNullable<Encoding["parallelImaging"]>["calibrationMode"]>;

/** Whether calibration lines are lines of the image, or were acquired independently of it. */
export type ReferenceMode = "embedded" | "separate" | "external";

/**
 * How a reference belongs to an image, by its lines: it is embedded if none of its lines that are calibration only was
 * acquired for the image, too. Only for lines that could be either does the header decide: a reference that has all
 * lines of its range may also have been acquired beforehand, with another contrast.
 * @param referenceIndex index of the image of the reference, `[slices][s][n]`
 * @param mode of the header
 */
export function referenceMode(
  imaging: KSpace,
  image: number,
  reference: KSpace,
  referenceIndex: number,
  mode: HeaderMode | undefined,
): ReferenceMode {
  const { counts } = imageLines(imaging, image);
  const own = imageLines(reference, referenceIndex);
  const independent = mode === "external" ? "external" : "separate";
  let [both, repeated] = [0, 0];
  for (const [line, header] of own.headers.entries()) {
    if (header?.has(AcquisitionFlag.parallelCalibrationAndImaging)) both += 1;
    else if (header !== undefined && counts[line]! > 0) repeated += 1;
  }
  if (both === 0 && (mode === "separate" || mode === "external")) return independent;
  return repeated === 0 ? "embedded" : independent;
}

/**
 * The image data with the lines of an embedded reference that they lack. Lines of the image stay as they are.
 * @param reference of the same shape along e0, e1, e2 and coils
 * @param matches the image of the reference for each image, `[slices][s][n]`, or `undefined` for none
 */
export function withReferenceLines(
  imaging: KSpace,
  reference: KSpace,
  matches: readonly (number | undefined)[],
): KSpace {
  const { e0, e1, e2, coils } = imaging.shape;
  const plane = e1 * e2;
  const headers = [...imaging.headers];
  const counts = imaging.counts.slice();
  const grid = reference.grid();
  const added: PlacedLine[] = [];
  for (const [image, match] of matches.entries()) {
    if (match === undefined) continue;
    const stored = grid.storedLines(match);
    for (let line = 0; line < plane; line += 1) {
      const [index, source] = [image * plane + line, match * plane + line];
      if (counts[index]! > 0 || reference.counts[source] === 0) continue;
      counts[index] = reference.counts[source]!;
      headers[index] = reference.headers[source];
      const own = stored[line]!;
      const placed = imaging.readout === reference.readout ? own : inOtherSpace(own, e0, coils, imaging.readout);
      added.push({ ...placed, index, length: e0, first: 0, adds: false });
    }
  }
  const { samples } = imaging;
  const memory = samples instanceof PlacedLines ? samples.memory : freshMemory();
  const done = () => imaging.release(memory);
  return imaging.with({ samples: new PlacedLines(imaging.grid().with(added), { memory, done }), counts, headers });
}

/** A line in the other space along the readout. */
function inOtherSpace({ samples, stride, from }: StoredLine, e0: number, coils: number, to: KSpace["readout"]) {
  const copy = new Float32Array(2 * e0 * coils);
  for (let coil = 0; coil < coils; coil += 1) {
    const start = 2 * (from + coil * stride);
    copy.set(samples.subarray(start, start + 2 * e0), 2 * e0 * coil);
  }
  transformAxis(copy, [e0, coils], 0, to === "image" ? "inverse" : "forward");
  return { samples: copy, stride: e0, from: 0 };
}
