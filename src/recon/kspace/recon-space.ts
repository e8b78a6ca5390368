import {
  GadgetError,
  type ImageArray,
  type ImageAttributes,
  type KSpace,
  type KSpaceShape,
} from "../../gadget-api/index.ts";
import { MagnitudeImages } from "../../gadget-api/kinds/index.ts";
import { type AcquisitionHeader, type Encoding, ImageHeader } from "../../mrd/index.ts";
import { type AxisGeometry, sampledRows } from "../../numerics/cartesian/index.ts";
import { counted } from "../../text/index.ts";

/** The axes of an image, fastest first. */
type ImageAxes = readonly [AxisGeometry, AxisGeometry, AxisGeometry];

/** Grid of images: matrix and field of view of the recon space, or of the k-space. */
export type ImageGrid = "recon" | "encoded";

/** Which line an image's header is copied from: at the k-space centre, at the counter `user_5`, or the first. */
export const headerLines = ["center", "user_5", "first"] as const;
export type HeaderLine = (typeof headerLines)[number];

/** MRD stores numbers of samples and pixels in 16 bits. */
const MOST_SAMPLES = 0xffff;

/** The samples of images, and what their headers need besides the k-space. */
export interface ImageSamples {
  /** `[slices][s][n][coils][z][y][x]` complex, or real if they are magnitudes. */
  readonly data: Float32Array;
  /** Default false. */
  readonly areMagnitudes?: boolean;
  /** Of each image: those of the k-space, or 1 if combined. */
  readonly coils: number;
  /** From {@link imageAxes}. */
  readonly axes: ImageAxes;
  readonly grid: ImageGrid;
  readonly headerLine: HeaderLine;
  readonly encoding: Encoding;
  /** Index of the encoding in the header. */
  readonly encodingIndex: number;
}

/** The images of a k-space. */
export function imageArrayOf(
  kSpace: KSpace,
  { data, areMagnitudes = false, coils, axes, grid, headerLine, encoding, encodingIndex }: ImageSamples,
): ImageArray {
  const { n, s, slices } = kSpace.shape;
  const [x, y, z] = [axes[0].pixels, axes[1].pixels, axes[2].pixels];
  const { fieldOfViewMm } = grid === "recon" ? encoding.reconSpace : encoding.encodedSpace;
  const lines = nearestLines(kSpace, distanceTo[headerLine](kSpace));
  const headers = lines.map((line) => imageHeader(kSpace.headers[line], fieldOfViewMm, [x, y, z], coils));
  const description = {
    encoding: encodingIndex,
    shape: { x, y, z, coils, n, s, slices },
    headers,
    attributes: imageFacts(kSpace).map((facts, image) => ({ ...facts, ...kSpace.facts?.[lines[image]!] })),
  };
  return areMagnitudes ? new MagnitudeImages(description, data) : { kind: "image-array", ...description, data };
}

/** `[slices][s][n]`: numbers of acquired lines, of averaged lines, and of discarded readouts, and what is missing. */
function imageFacts(kSpace: KSpace): ImageAttributes[] {
  const { shape, counts, discarded, missing } = kSpace;
  const lines = shape.e1 * shape.e2;
  const zeros = zeroRows(kSpace);
  return Array.from(discarded, (droppedReadouts, image) => {
    const own = counts.subarray(image * lines, (image + 1) * lines);
    const facts = { acquired: 0, averaged: 0, most: 0 };
    for (const count of own) {
      if (count > 0) facts.acquired += 1;
      if (count > 1) facts.averaged += 1;
      facts.most = Math.max(facts.most, count);
    }
    const outside =
      droppedReadouts > 0 ? `discarded: ${counted(droppedReadouts, "readout")} outside of the encoded matrix` : [];
    const problems = [missing[image]?.text ?? [], outside, zeros].flat();
    return {
      LarmorLines: facts.acquired,
      ...(facts.averaged > 0 && { LarmorAveragedLines: facts.averaged, LarmorMostAverages: facts.most }),
      ...(droppedReadouts > 0 && { LarmorDroppedReadouts: droppedReadouts }),
      ...(problems.length > 0 && { LarmorProblems: problems }),
    };
  });
}

/** The axes of which partial Fourier left one side at zero, one clause per axis. */
function zeroRows(kSpace: KSpace): string[] {
  return sampledRows(kSpace).flatMap(({ first, last, size, partial }, axis) =>
    partial
      ? `partial Fourier: rows ${first} to ${last} of ${size} along e${axis + 1} were acquired, the others are zero`
      : [],
  );
}

/**
 * How k-space of an encoding becomes images. Per axis: the number of samples, the number that gives recon space's pixel
 * size over the encoded field of view, and the pixels of the recon matrix. On the encoded grid all three equal the
 * number of samples.
 * @throws GadgetError `bad-geometry`
 */
export function imageAxes({ e0, e1, e2 }: KSpaceShape, encoding: Encoding, grid: ImageGrid): ImageAxes {
  const { encodedSpace, reconSpace } = encoding;
  const geometry = (sampled: number, axis: "x" | "y" | "z"): AxisGeometry => {
    if (sampled === 1 || grid === "encoded") return { sampled, resampled: sampled, pixels: sampled };
    // Headers of synthetic data may have a matrix or field of view of zero: the grid is then used as it is.
    const pixels = reconSpace.matrixSize[axis] || sampled;
    const encodedFov = encodedSpace.fieldOfViewMm[axis];
    const reconFov = reconSpace.fieldOfViewMm[axis];
    if (!(encodedFov > 0 && reconFov > 0)) return { sampled, resampled: sampled, pixels };
    const resampled = Math.max(1, Math.round((encodedFov / reconFov) * pixels));
    if (resampled <= MOST_SAMPLES) return { sampled, resampled, pixels };
    throw new GadgetError(
      "bad-geometry",
      `along ${axis} the header asks for ${counted(pixels, "pixel")} over ${reconFov} mm out of an encoded field of view of ` +
        `${encodedFov} mm, which takes ${counted(resampled, "sample")}; check its fieldOfView_mm`,
    );
  };
  return [geometry(e0, "x"), geometry(e1, "y"), geometry(e2, "z")];
}

/**
 * The header of an image: counters, time stamps and geometry of a line.
 * @param channels of the image
 */
export function imageHeader(
  line: AcquisitionHeader | undefined,
  { x, y, z }: Encoding["reconSpace"]["fieldOfViewMm"],
  matrixSize: readonly [number, number, number],
  channels: number,
): ImageHeader {
  return ImageHeader.of({ matrixSize, fieldOfView: [x, y, z], channels, ...(line && imageFieldsOf(line)) });
}

/** Distance of a line from the requested one, by its index in `[e2][e1]` or by its `user_5`. */
const distanceTo: Record<HeaderLine, (kSpace: KSpace) => (line: AcquisitionHeader, index: number) => number> = {
  center:
    ({ shape, e1, e2 }) =>
    (_, index) =>
      ((index % shape.e1) - e1.center) ** 2 + (Math.floor(index / shape.e1) - e2.center) ** 2,
  user_5: () => (line) => Math.abs(line.kspaceEncodeStep1 - line.user[5]!),
  first: () => (line) => line.scanCounter,
};

/**
 * `[slices][s][n]`, the index of the acquired line nearest to the requested one, or −1. (Gadgetron uses the centre line
 * itself, and zeros if it is missing.)
 */
function nearestLines(
  { shape, headers }: KSpace,
  distance: (line: AcquisitionHeader, index: number) => number,
): number[] {
  const lines = shape.e1 * shape.e2;
  return Array.from({ length: shape.n * shape.s * shape.slices }, (_, image) => {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let index = 0; index < lines; index += 1) {
      const line = headers[image * lines + index];
      if (line === undefined || distance(line, index) >= bestDistance) continue;
      best = image * lines + index;
      bestDistance = distance(line, index);
    }
    return best;
  });
}

function imageFieldsOf(line: AcquisitionHeader): Parameters<typeof ImageHeader.of>[0] {
  return {
    measurementUid: line.measurementUid,
    position: line.position,
    readDir: line.readDir,
    phaseDir: line.phaseDir,
    sliceDir: line.sliceDir,
    patientTablePosition: line.patientTablePosition,
    average: line.average,
    slice: line.slice,
    contrast: line.contrast,
    phase: line.phase,
    repetition: line.repetition,
    set: line.set,
    acquisitionTimeStamp: line.acquisitionTimeStamp,
    physiologyTimeStamp: line.physiologyTimeStamp,
    userInt: line.userInt,
    userFloat: line.userFloat,
  };
}
