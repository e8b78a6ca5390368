import type { OperatorFunction } from "rxjs";
import { type ImageWork, volumeOnTheWay } from "../numerics/index.ts";
import type { PoolTask } from "../pool/index.ts";
import type { GadgetContext } from "./define.ts";
import { mapOnPool } from "./map-on-pool.ts";
import type { ImageArray, ReconBuffer } from "./message.ts";
import { type ImageGrid, imageArrayOf, imagePlan } from "./recon-space.ts";

/**
 * From k-space to images, by a task that transforms and may combine the coils.
 * @param combined whether the task makes one image of all coils
 * @param grid that the images get
 * @throws GadgetError `bad-geometry`
 */
export function toImages(
  context: GadgetContext,
  task: PoolTask<ImageWork>,
  { combined, grid = "recon" }: { readonly combined: boolean; readonly grid?: ImageGrid },
): OperatorFunction<ReconBuffer, ImageArray> {
  let told = false;
  return mapOnPool(context, task, ({ imaging, encoding: index }) => {
    const { acceleration, counts } = imaging;
    if (!told && acceleration.some((factor) => factor > 1) && counts.includes(0)) {
      told = true;
      const factors = acceleration.join(" × ");
      context.tell("warning", `k-space is undersampled by ${factors}, and no step unfolds it: the images are aliased`);
    }
    const encoding = context.header.encoding[index]!;
    const { data, readout, shape } = imaging;
    const axes = imagePlan(shape, encoding, grid);
    const images = shape.n * shape.s * shape.slices;
    const coilsOut = combined ? 1 : shape.coils;
    return {
      parameters: { axes, coils: shape.coils, count: shape.coils * images, readout },
      input: data,
      outputLength: 2 * axes.reduce((product, { pixels }) => product * pixels, images * coilsOut),
      workLength: volumeOnTheWay(axes),
      finish: (result) => {
        context.memory.give(data);
        return imageArrayOf(imaging, index, encoding, grid, axes, coilsOut, result);
      },
    };
  });
}
