import { mergeMap } from "rxjs";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { DataType, formatAttributes, type Image, ImageType, isComplex } from "../../src/mrd/index.ts";
import { transformAxis } from "../../src/numerics/fft/index.ts";
import { magnitude } from "../../src/numerics/images/index.ts";
import { chainAttributes } from "../../src/recon/images/index.ts";

/** Pixels of the picture along each axis. */
const PIXELS = 1280;
/** The plot's width and height, and the distance of its upper edge from the picture's, as fractions of the picture. */
const WIDTH = 0.9;
const HEIGHT = 0.2;
const TOP = 0.4;

/** Thickness, style (0 is solid) and visibility of lines, as FIRE writes them. */
const LINE = ["1.000000", "0", "1"];
const RED = ["1.000000", "0.000000", "0.000000"];
const BLUE = ["0.000000", "0.000000", "1.000000"];

/**
 * After the complex signal of a single voxel, as of the step `spectroscopy`, sends a black image whose regions of
 * interest are its magnitude spectrum and an axis: viewers of FIRE's `ROI_…` attributes draw them as curves. Other
 * images pass. The picture belongs to the next series.
 */
export default defineGadget({
  name: "plot-spectrum",
  summary: "Add pictures of the spectra of single voxels.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: ({ provenance }) =>
    mergeMap((image: Image): Image[] => {
      const [, lines, segments] = image.header.matrixSize;
      const { dataType, channels } = image.header;
      const isSingle = lines === 1 && segments === 1 && channels === 1;
      if (!isSingle || !isComplex(dataType as DataType)) return [image];
      const picture: Image = {
        kind: "image",
        header: image.header.with({
          imageType: ImageType.magnitude,
          dataType: DataType.short,
          matrixSize: [PIXELS, PIXELS, 1],
          fieldOfView: [PIXELS, PIXELS, 10],
          imageSeriesIndex: image.header.imageSeriesIndex + 1,
        }),
        attributes: formatAttributes({
          SequenceDescriptionAdditional: "SPEC_PLOT",
          WindowCenter: 16384,
          WindowWidth: 32768,
          Keep_image_geometry: 1,
          InternalSend: ["bool", "true"],
          ROI_spectra: [...RED, ...LINE, ...curve(spectrumOf(image))],
          ROI_axis: [...BLUE, ...LINE, ...curve([0, 0])],
          ...chainAttributes(provenance),
        }),
        data: new Int16Array(PIXELS ** 2),
      };
      return [image, picture];
    }),
});

/** The magnitude spectrum, relative to its maximum. */
function spectrumOf({ data }: Image): number[] {
  const spectrum = Float32Array.from(data);
  transformAxis(spectrum, [spectrum.length / 2], 0, "forward");
  const values = [...magnitude(spectrum)];
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  return values.map((value) => (most > 0 ? value / most : 0));
}

/** The points of a curve of values from 0 to 1 as x and y in pixels, alternately; y counts downwards. */
function curve(values: readonly number[]): string[] {
  const step = WIDTH / Math.max(1, values.length - 1);
  return values.flatMap((value, i) => {
    const x = (i * step - WIDTH / 2) * PIXELS + PIXELS / 2;
    const y = ((1 - value) * HEIGHT + TOP) * PIXELS;
    return [x.toFixed(6), y.toFixed(6)];
  });
}
