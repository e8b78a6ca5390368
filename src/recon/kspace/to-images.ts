import type { OperatorFunction } from "rxjs";
import {
  type GadgetContext,
  type ImageArray,
  type KSpaceShape,
  mapOnPool,
  type ReconBuffer,
  requireHeader,
} from "../../gadget-api/index.ts";
import { sharedMemory } from "../../gadget-api/services/index.ts";
import { type ImageWork, largestVolume, type Scattered } from "../../numerics/cartesian/index.ts";
import { scale } from "../../numerics/images/index.ts";
import type { PoolTask } from "../../pool/index.ts";
import { type HeaderLine, type ImageGrid, imageArrayOf, imageAxes } from "./recon-space.ts";
import { reportAliasing } from "./report-aliasing.ts";
import { VolumeImages } from "./volume-images.ts";
import { takeLines } from "./volume-lines.ts";

export interface ToImagesOptions {
  /** Whether the task combines all coils to one image of magnitudes. */
  readonly combined: boolean;
  /** Grid of the images. */
  readonly grid?: ImageGrid;
  /** Which line an image's header is copied from. */
  readonly headerLine?: HeaderLine;
  /** Unitary, or multiplied by the number of summed elements. */
  readonly scaling?: "unitary" | "elements";
}

/**
 * From k-space to images, by a task that transforms and may combine the coils.
 * @throws GadgetError `bad-geometry`
 */
export function toImages(
  context: GadgetContext,
  task: PoolTask<ImageWork, Float32Array | Scattered>,
  { combined, grid = "recon", headerLine = "center", scaling = "unitary" }: ToImagesOptions,
): OperatorFunction<ReconBuffer, ImageArray> {
  const { memory, pool } = context;
  expectVolumes(context);
  return mapOnPool(context, task, ({ imaging, reference, encoding: index }: ReconBuffer) => {
    reportAliasing(context, imaging);
    const encoding = requireHeader(context).encoding[index]!;
    const { readout, shape } = imaging;
    const axes = imageAxes(shape, encoding, grid);
    const images = shape.n * shape.s * shape.slices;
    const coilsOut = combined ? 1 : shape.coils;
    const work: ImageWork = { axes, coils: shape.coils, count: shape.coils * images, readout };
    const sizes = {
      outputLength: (combined ? 1 : 2) * axes.reduce((product, { pixels }) => product * pixels, images * coilsOut),
      workLength: largestVolume(axes),
    };
    const finish = (data: Float32Array): ImageArray => {
      reference?.release?.();
      if (scaling === "elements") scale(data, elementScale(shape), data);
      const place = { axes, grid, headerLine, encoding, encodingIndex: index };
      return imageArrayOf(imaging, { data, areMagnitudes: combined, coils: coilsOut, ...place });
    };
    const volume = shape.e2 > 1 ? takeLines(imaging, memory) : undefined;
    if (volume !== undefined) {
      const make = () => new VolumeImages(volume, { work, combined, memory, pool });
      return {
        ...sizes,
        run: () => finish(make().run()),
        runDivided: async () => finish(await make().runDivided()),
      };
    }
    return {
      ...sizes,
      parameters: work,
      input: imaging.samples,
      memory: context.imageMemory,
      finish: (result) => {
        imaging.release(memory);
        return finish(result);
      },
    };
  });
}

/** Lets threads share the memory of readouts from the first one, if these are of a volume. */
function expectVolumes({ header, pool }: GadgetContext): void {
  const isLarge = header?.encoding.some(({ encodedSpace: { matrixSize } }) => matrixSize.z > 1);
  if (isLarge && (pool.forLightWork ?? pool.size) > 0) sharedMemory(pool).expectUse();
}

/**
 * From a unitary transform to a plain sum times coils and images along n and s: NumPy's inverse transform, divided by
 * the number of samples, times the number of elements of the array, as in FIRE's modules and the scanner's
 * reconstruction.
 */
function elementScale({ e0, e1, e2, coils, n, s }: KSpaceShape): number {
  return Math.sqrt(e0 * e1 * e2) * coils * n * s;
}
