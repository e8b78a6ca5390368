import { map, type OperatorFunction } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray, mapOnPool } from "../../src/gadget-api/index.ts";
import {
  adaptiveCombinationSeconds,
  adaptiveCombinationTask,
  combineRootSumOfSquares,
} from "../../src/numerics/coils/index.ts";
import { reportWork } from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Combines coil images to one.
 *
 * - `rss` is √Σ|x|² over the coils, without phase.
 * - `adaptive` is Σ conj(c) x / Σ|c|² with coil maps c of unit norm, estimated from each image: complex, and with less
 *   noise where the signal is low. Without noise its magnitude equals that of `rss`. It assumes white noise, so put
 *   `noise-adjust` before it. The image has the phase of the object plus that of a virtual coil, which is smooth and
 *   equal for all images of a slice along n and s: the phases of echoes in one buffer can be compared.
 * - `none` keeps the coils as channels of one image.
 */
export default defineGadget({
  name: "coil-combine",
  summary: "Combine the coil images of each image to one.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    method: Type.Enum(["rss", "adaptive", "none"], {
      default: "rss",
      description:
        "`rss`: root sum of squares; `adaptive`: complex, by coil maps; `none`: every coil remains a separate channel.",
    }),
    maps: Type.Enum(["inati", "walsh", "inati-power"], {
      default: "inati",
      description:
        "How `adaptive` estimates coil maps. `inati` is as good as `walsh` and faster with many coils; `inati-power` is " +
        "Gadgetron's, without a common phase.",
    }),
    kernel: Type.Integer({
      minimum: 1,
      maximum: 63,
      default: 7,
      description: "Side of the window for the estimation of coil maps, in pixels.",
    }),
    iterations: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 3,
      description: "Iterations of the power method for coil maps.",
    }),
  },
  create(context, { method, maps, kernel, iterations }): OperatorFunction<ImageArray, ImageArray> {
    if (method === "none") return map((images) => images);
    if (method === "rss") {
      return map((images) => {
        const { coils, n, s, slices } = images.shape;
        return combined(images, combineRootSumOfSquares(images.data, coils, coils * n * s * slices));
      });
    }
    return mapOnPool(context, adaptiveCombinationTask, (images) => {
      const { x, y, z, coils, n, s, slices } = images.shape;
      const count = n * s * slices;
      const parameters = {
        size: [x, y, z] as const,
        coils,
        imagesPerReference: n * s,
        method: maps,
        kernel,
        iterations,
      };
      const seconds = adaptiveCombinationSeconds(parameters, count);
      reportWork(context, {
        what: `combining ${counted(coils, "coil")} of ${count} × ${x} × ${y} × ${z} pixels by maps`,
        seconds,
        advice: `${maps === "walsh" ? "use 'maps: inati' or 'method: rss'" : "use 'method: rss'"}, or reduce the coils first (coil-pca, coil-reduction)`,
      });
      return {
        parameters,
        input: images.data,
        outputLength: images.data.length / coils,
        heavy: true,
        ms: 1000 * seconds,
        finish: (data) => combined(images, data),
      };
    });
  },
});

function combined(images: ImageArray, data: Float32Array): ImageArray {
  return {
    ...images,
    shape: { ...images.shape, coils: 1 },
    data,
    headers: images.headers.map((header) => header.with({ channels: 1 })),
  };
}
