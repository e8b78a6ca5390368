import { map } from "rxjs";
import { defineGadget, type ImageArray, requireHeader } from "../../src/gadget-api/index.ts";
import { cropImages, cropShift, type GridSize } from "../../src/numerics/cartesian/index.ts";

/**
 * Crops images to the recon matrix, from pixel floor((N − kept) / 2) on, and gives them the recon space's field of view, as
 * FIRE's modules do: right where encoded and recon pixels are of one size. Where they are not, the client is told, for
 * the geometry is wrong then; `fov-adjust` resamples. An axis stays as it is where the recon matrix is larger, or 0. Where
 * an odd number of pixels is kept of an even one, the images' position moves with the crop.
 */
export default defineGadget({
  name: "crop",
  summary: "Crop images to the recon matrix.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {},
  create(context) {
    const warnOf = (axis: string, found: number, wanted: number) => {
      if (!(wanted > 0) || Math.abs(found - wanted) < 0.01 * wanted) return;
      const sizes = `${found.toPrecision(3)} mm along ${axis}, by the header's recon space ${wanted.toPrecision(3)} mm`;
      context.reportOnce(
        "pixel size",
        "warning",
        `pixels are of ${sizes}: cropping can't change that, fov-adjust could`,
      );
    };
    return map((images: ImageArray): ImageArray => {
      const { matrixSize, fieldOfViewMm } = requireHeader(context).encoding[images.encoding]!.reconSpace;
      const { x, y, z, coils, n, s, slices } = images.shape;
      const sizeMm = images.headers[0]!.fieldOfView;
      const axis = (name: "x" | "y" | "z", i: 0 | 1 | 2) => {
        const had = images.shape[name];
        const wanted = matrixSize[name] || had;
        const pixelMm = sizeMm[i]! / had;
        if (had > 1) warnOf(name, pixelMm, fieldOfViewMm[name] / wanted);
        const mm = wanted > had ? sizeMm[i]! : fieldOfViewMm[name];
        return { kept: Math.min(wanted, had), mm, early: cropShift(had, Math.min(wanted, had)) * pixelMm };
      };
      const axes = [axis("x", 0), axis("y", 1), axis("z", 2)] as const;
      const kept: GridSize = [axes[0].kept, axes[1].kept, axes[2].kept];
      return {
        ...images,
        shape: { ...images.shape, x: kept[0], y: kept[1], z: kept[2] },
        data: cropImages(images.data, [x, y, z], kept, coils * n * s * slices),
        headers: images.headers.map((header) => {
          const directions = [header.readDir, header.phaseDir, header.sliceDir];
          const moved = (place: number, i: number) =>
            axes.reduce((sum, { early }, k) => (early === 0 ? sum : sum - early * directions[k]![i]!), place);
          return header.with({
            matrixSize: kept,
            fieldOfView: axes.map(({ mm }) => mm),
            position: header.position.map(moved),
          });
        }),
      };
    });
  },
});
