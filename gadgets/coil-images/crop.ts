import { map } from "rxjs";
import { defineGadget, type ImageArray, requireHeader } from "../../src/gadget-api/index.ts";
import { cropImages, cropShift, type GridSize } from "../../src/numerics/cartesian/index.ts";

/**
 * Crops images to the recon matrix, from pixel floor((N − n) / 2) on for N pixels cropped to n, and sets the recon
 * space's field of view, as FIRE's modules do. This is correct if encoded and recon pixels have the same size. If not,
 * the geometry is wrong and the client is warned; use `fov-adjust` to resample. An axis is not cropped if the recon
 * matrix is larger, or 0. Cropping an even number of pixels to an odd one changes the position of the images
 * accordingly.
 */
export default defineGadget({
  name: "crop",
  summary: "Crop images to the recon matrix.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {},
  create(context) {
    const warnOf = (axis: string, pixelMm: number, targetMm: number) => {
      if (!(targetMm > 0) || Math.abs(pixelMm - targetMm) < 0.01 * targetMm) return;
      const sizes = `${pixelMm.toPrecision(3)} mm along ${axis}, but in the header's recon space ${targetMm.toPrecision(3)} mm`;
      context.reportOnce("pixel size", "warning", `pixels measure ${sizes}: crop does not resample, use fov-adjust`);
    };
    return map((images: ImageArray): ImageArray => {
      const { matrixSize, fieldOfViewMm } = requireHeader(context).encoding[images.encoding]!.reconSpace;
      const { x, y, z, coils, n, s, slices } = images.shape;
      const sizeMm = images.headers[0]!.fieldOfView;
      const axis = (name: "x" | "y" | "z", i: 0 | 1 | 2) => {
        const pixels = images.shape[name];
        const target = matrixSize[name] || pixels;
        const pixelMm = sizeMm[i]! / pixels;
        if (pixels > 1) warnOf(name, pixelMm, fieldOfViewMm[name] / target);
        const mm = target > pixels ? sizeMm[i]! : fieldOfViewMm[name];
        return {
          cropped: Math.min(target, pixels),
          mm,
          shiftMm: cropShift(pixels, Math.min(target, pixels)) * pixelMm,
        };
      };
      const axes = [axis("x", 0), axis("y", 1), axis("z", 2)] as const;
      const cropped: GridSize = [axes[0].cropped, axes[1].cropped, axes[2].cropped];
      return {
        ...images,
        shape: { ...images.shape, x: cropped[0], y: cropped[1], z: cropped[2] },
        sampled: undefined,
        data: cropImages(images.data, [x, y, z], cropped, coils * n * s * slices),
        headers: images.headers.map((header) => {
          const directions = [header.readDir, header.phaseDir, header.sliceDir];
          const moved = (place: number, i: number) =>
            axes.reduce((sum, { shiftMm }, k) => (shiftMm === 0 ? sum : sum - shiftMm * directions[k]![i]!), place);
          return header.with({
            matrixSize: cropped,
            fieldOfView: axes.map(({ mm }) => mm),
            position: header.position.map(moved),
          });
        }),
      };
    });
  },
});
