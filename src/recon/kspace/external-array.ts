import {
  GadgetError,
  type ImageArray,
  type ImageArrayShape,
  type KSpace,
  type ReconBuffer,
} from "../../gadget-api/index.ts";
import type { Encoding } from "../../mrd/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { counted } from "../../text/index.ts";
import { imageArrayOf, imageAxes } from "./recon-space.ts";

/** An array as an external program reads and writes it, with Larmor's order of axes. */
export interface ExternalArray {
  readonly sizes: ImageArrayShape;
  /** `[slices][s][n][coils][z][y][x]` complex. */
  readonly data: Float32Array;
}

/** The k-space array. Readouts that removing oversampling left in image space are transformed back. */
export function kSpaceArray(kSpace: KSpace): ExternalArray {
  const { shape, readout } = kSpace;
  const data = kSpace.gather();
  const { e0, e1, e2, ...counts } = shape;
  const sizes = { x: e0, y: e1, z: e2, ...counts };
  if (readout === "k-space") return { sizes, data };
  const transformed = data.slice();
  transformAxis(transformed, [e0, data.length / (2 * e0)], 0, "forward");
  return { sizes, data: transformed };
}

/**
 * Images computed from a buffer: on the encoded grid or, if they have the recon matrix, over its field of view.
 * @throws GadgetError `bad-shape`
 */
export function imagesOfBuffer(
  { imaging, encoding }: ReconBuffer,
  output: ExternalArray,
  described: Encoding,
): ImageArray {
  const { e0, e1, e2, n, s, slices } = imaging.shape;
  const grids = (["encoded", "recon"] as const).map((grid) => ({
    grid,
    axes: imageAxes(imaging.shape, described, grid),
  }));
  const fits = grids.find(({ axes }) => isMatrix(output, [axes[0].pixels, axes[1].pixels, axes[2].pixels]));
  if (fits === undefined) {
    const [x, y, z] = grids[1]!.axes.map(({ pixels }) => pixels);
    throw badShape(
      output,
      `images of ${e0} × ${e1} × ${e2}, the encoded matrix, or ${x} × ${y} × ${z}, the recon matrix`,
    );
  }
  requireCounts(output, { n, s, slices });
  return imageArrayOf(imaging, {
    ...fits,
    data: output.data,
    coils: output.sizes.coils,
    headerLine: "center",
    encoding: described,
    encodingIndex: encoding,
  });
}

/**
 * A buffer with other k-space. If lines that were not acquired are now filled, it is no longer undersampled; if the
 * coils have changed, the reference is dropped.
 * @throws GadgetError `bad-shape`
 */
export function bufferWith(buffer: ReconBuffer, output: ExternalArray): ReconBuffer {
  const { imaging } = buffer;
  const { e0, e1, e2, n, s, slices } = imaging.shape;
  if (!isMatrix(output, [e0, e1, e2])) throw badShape(output, `k-space of ${e0} × ${e1} × ${e2}`);
  requireCounts(output, { n, s, slices });
  const { coils } = output.sizes;
  const shape = { ...imaging.shape, coils };
  const complete = fillsLines(imaging, output) ? ({ acceleration: [1, 1], missing: [] } as const) : {};
  const sameCoils = coils === imaging.shape.coils;
  return {
    ...buffer,
    imaging: imaging.with({ samples: output.data, shape, readout: "k-space", ...complete }),
    reference: sameCoils ? buffer.reference : undefined,
    unfolding: sameCoils ? buffer.unfolding : undefined,
  };
}

/** @throws GadgetError `bad-shape` */
export function imagesWith(images: ImageArray, { sizes, data }: ExternalArray): ImageArray {
  const { x, y, z, n, s, slices } = images.shape;
  if (!isMatrix({ sizes, data }, [x, y, z])) throw badShape({ sizes, data }, `images of ${x} × ${y} × ${z}`);
  requireCounts({ sizes, data }, { n, s, slices });
  const headers = images.headers.map((header) => header.with({ channels: sizes.coils }));
  return { ...images, shape: sizes, data, headers };
}

function isMatrix({ sizes }: ExternalArray, [x, y, z]: readonly number[]): boolean {
  return sizes.x === x && sizes.y === y && sizes.z === z;
}

/** Each image has a header, so the number of images must not change. */
function requireCounts(output: ExternalArray, expected: Pick<ImageArrayShape, "n" | "s" | "slices">): void {
  const { n, s, slices } = expected;
  if (output.sizes.n === n && output.sizes.s === s && output.sizes.slices === slices) return;
  throw badShape(output, `as many images as there were, n ${n}, s ${s}, ${counted(slices, "slice")}`);
}

function badShape({ sizes }: ExternalArray, expected: string): GadgetError {
  const { x, y, z, coils, n, s, slices } = sizes;
  const actual = `${x} × ${y} × ${z} of ${counted(coils, "coil")}, n ${n}, s ${s}, ${counted(slices, "slice")}`;
  return new GadgetError("bad-shape", `the result is ${actual}; expected ${expected}`);
}

/** Whether a line that was not acquired has non-zero samples. */
function fillsLines({ shape, counts }: KSpace, { sizes, data }: ExternalArray): boolean {
  const lines = shape.e1 * shape.e2;
  return counts.some((count, i) => {
    const firstOfCoils = sizes.coils * lines * Math.floor(i / lines) + (i % lines);
    const from = 2 * shape.e0 * firstOfCoils;
    return count === 0 && data.subarray(from, from + 2 * shape.e0).some((value) => value !== 0);
  });
}
