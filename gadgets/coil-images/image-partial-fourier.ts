import Type from "typebox";
import { defineGadget, type ImageArray, mapOnPool } from "../../src/gadget-api/index.ts";
import { fillingBlocker, partialFourierTask, sampledRows } from "../../src/numerics/cartesian/index.ts";
import { transformAxis } from "../../src/numerics/fft/index.ts";
import { imageRoles, roleOf, sampledAxes } from "../../src/recon/images/index.ts";

/**
 * Handles partial Fourier in combined images, as Gadgetron's `GenericReconPartialFourierHandlingFilterGadget` and
 * `…POCSGadget`: images are transformed to k-space along y and z, the missing side is filled or its edge tapered, and
 * transformed back. The step that combined the coils knows what was sampled; complete images and maps of g-factors pass
 * unchanged. `partial-fourier` does the same for each coil, before coils are combined, and is to be preferred where
 * k-space has no undersampled lines.
 */
export default defineGadget({
  name: "image-partial-fourier",
  summary: "Fill the side of k-space missing in partial Fourier, or taper its edge, in combined images.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    method: Type.Enum(["filter", "homodyne", "pocs"], {
      default: "pocs",
      description: "How to handle the missing side: taper its edge (filter), or fill it (homodyne, pocs).",
    }),
    iterations: Type.Integer({ minimum: 1, maximum: 1000, default: 6, description: "Maximum iterations of pocs." }),
    threshold: Type.Number({ minimum: 0, default: 0.01, description: "Relative change at which pocs stops." }),
    taper: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.15,
      description: "Width of filter's taper, as a fraction of the axis.",
    }),
  },
  create(context, { method: wanted, ...options }) {
    return mapOnPool(context, partialFourierTask, (images: ImageArray) => {
      const { x, y, z, coils, n, s, slices } = images.shape;
      const [, e1, e2] = sampledAxes(images);
      const acceleration = [e1.step, e2.step] as const;
      const sampling = { shape: { e1: y, e2: z }, e1, e2, acceleration, counts: [] };
      const rows = sampledRows(sampling);
      if (!rows.some(({ partial }) => partial) || roleOf(images) === imageRoles.gFactor.value)
        return { result: images };
      const reason = wanted === "filter" ? undefined : fillingBlocker(sampling, rows);
      const method = reason === undefined ? wanted : "filter";
      if (reason !== undefined)
        context.reportOnce(reason, "warning", `partial Fourier: ${reason}; using filter instead of ${wanted}`);
      const ranges = rows.flatMap(({ partial, first, last, size }, i) =>
        partial ? `e${i + 1} (rows ${first} to ${last} of ${size})` : [],
      );
      const text = `partial Fourier along ${ranges.join(" and ")}: ${method === "filter" ? "edge tapered" : "filled"} by ${method}`;
      context.reportOnce(text, "info", text);
      context.recordAttributes({ LarmorPartialFourier: method });
      const count = coils * n * s * slices;
      const kSpace = images.data.slice();
      for (const axis of [1, 2]) transformAxis(kSpace, [x, y, z, count], axis, "forward");
      return {
        parameters: { shape: [x, y, z] as const, rows, readout: "image", method, ...options, count } as const,
        input: kSpace,
        outputLength: kSpace.length,
        heavy: method === "pocs",
        finish: (data): ImageArray => {
          for (const axis of [1, 2]) transformAxis(data, [x, y, z, count], axis, "inverse");
          const whole = (size: number) => ({ first: 0, last: size - 1, step: 1 });
          const filled = method === "filter" ? images.sampled : ([whole(x), whole(y), whole(z)] as const);
          return { ...images, data, sampled: filled };
        },
      };
    });
  },
});
