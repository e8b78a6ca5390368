import { defineGadget, type ImageArray, mapOnPool, requireHeader } from "../../src/gadget-api/index.ts";
import { keepsSize, largestVolume, resampleTask } from "../../src/numerics/cartesian/index.ts";
import { imageAxes } from "../../src/recon/kspace/index.ts";

/**
 * Resamples images to the recon space's pixel size, matrix and field of view: k-space is zero-filled or cropped to the
 * pixel size, then the image is cropped or padded to the matrix. Intensity is preserved (× √(new / old); Gadgetron
 * preserves it in one direction only). So `fft: { grid: encoded }` followed by this step gives the result of `fft`. The
 * grid of the input is given by its matrix and its header's field of view.
 */
export default defineGadget({
  name: "fov-adjust",
  summary: "Resample and crop images to the recon space's matrix and field of view.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {},
  create: (context) =>
    mapOnPool(context, resampleTask, (images: ImageArray) => {
      const { shape, data, headers } = images;
      const encoding = requireHeader(context).encoding[images.encoding]!;
      const { x, y, z } = encoding.reconSpace.fieldOfViewMm;
      const axes = resampling(images, encoding);
      const [width, height, depth] = [axes[0].pixels, axes[1].pixels, axes[2].pixels];
      const described = (): ImageArray => ({
        ...images,
        shape: { ...shape, x: width, y: height, z: depth },
        headers: headers.map((header) => header.with({ matrixSize: [width, height, depth], fieldOfView: [x, y, z] })),
      });
      if (axes.every(keepsSize)) {
        const same = headers.every((header) => sameSides(header.fieldOfView, [x, y, z]));
        return { result: same ? images : described() };
      }
      const count = shape.coils * shape.n * shape.s * shape.slices;
      return {
        parameters: { axes, count },
        input: data,
        outputLength: 2 * width * height * depth * count,
        workLength: largestVolume(axes) * count,
        finish: (resampled): ImageArray => ({ ...described(), data: resampled, sampled: undefined }),
      };
    }),
});

/** From the grid of the images, common to an array, to the recon space. @throws GadgetError `bad-geometry` */
function resampling({ shape, headers }: ImageArray, encoding: Parameters<typeof imageAxes>[1]) {
  const { x: e0, y: e1, z: e2, ...counts } = shape;
  const [x, y, z] = headers[0]!.fieldOfView;
  const encodedSpace = { matrixSize: { x: e0, y: e1, z: e2 }, fieldOfViewMm: { x: x!, y: y!, z: z! } };
  return imageAxes({ e0, e1, e2, ...counts }, { ...encoding, encodedSpace }, "recon");
}

/** Tolerance, since headers store float32. */
function sameSides(a: readonly number[], b: readonly number[]): boolean {
  return a.every((side, i) => side === Math.fround(b[i]!));
}
