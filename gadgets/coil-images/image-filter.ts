import Type from "typebox";
import { defineGadget, type ImageArray, mapOnPool } from "../../src/gadget-api/index.ts";
import { imageFilterTask, type WindowName } from "../../src/numerics/cartesian/index.ts";
import { imageRoles, roleOf, sampledAxes } from "../../src/recon/images/index.ts";

const names: WindowName[] = ["none", "gaussian", "hann", "tukey"];

/**
 * Multiplies the k-space of images by a window along each axis, as Gadgetron's `GenericReconKSpaceFilteringGadget`:
 * images are transformed to k-space and back. Windows are symmetric about the k-space centre, cover the rows that were
 * sampled if the step that combined the coils knows them, and have unit mean square over them. Maps of
 * g-factors are not changed. `kspace-filter` filters each coil's k-space instead, before coils are combined.
 */
export default defineGadget({
  name: "image-filter",
  summary: "Weight the k-space of images by a window along each axis.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    x: Type.Enum([...names], { default: "none", description: "Window along the readout." }),
    y: Type.Enum([...names], { default: "none", description: "Window along the phase encoding." }),
    z: Type.Enum([...names], { default: "none", description: "Window along the partition encoding." }),
    sigma: Type.Number({
      minimum: 0,
      default: 1,
      description: "For gaussian: exp(−sigma² x² / 2), where x is ±1 at the edges of the range.",
    }),
    width: Type.Number({
      minimum: 0,
      maximum: 0.5,
      default: 0.15,
      description: "For tukey: the fraction of the range over which each edge falls off.",
    }),
  },
  create(context, { x, y, z, sigma, width }) {
    const windows = [x, y, z] as const;
    if (windows.every((name) => name === "none")) return (source) => source;
    context.recordAttributes({ LarmorKSpaceWindow: windows.join(", ") });
    return mapOnPool(context, imageFilterTask, (images: ImageArray) => {
      if (roleOf(images) === imageRoles.gFactor.value) return { result: images };
      const { shape } = images;
      const size = [shape.x, shape.y, shape.z] as const;
      return {
        parameters: { size, windows, sampled: sampledAxes(images), sigma, width },
        input: images.data,
        outputLength: images.data.length,
        finish: (data): ImageArray => ({ ...images, data }),
      };
    });
  },
});
