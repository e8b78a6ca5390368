import { map, tap } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError, withAttributes } from "../../src/gadget-api/index.ts";
import { DataType, type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { toFixedPoint } from "../../src/numerics/images/index.ts";
import { counted } from "../../src/text/index.ts";

const targets = {
  ushort: { dataType: DataType.ushort, minimum: 0, maximum: 0xffff, array: Uint16Array },
  short: { dataType: DataType.short, minimum: -0x8000, maximum: 0x7fff, array: Int16Array },
  uint: { dataType: DataType.uint, minimum: 0, maximum: 0xffffffff, array: Uint32Array },
  int: { dataType: DataType.int, minimum: -0x80000000, maximum: 0x7fffffff, array: Int32Array },
} as const;

/**
 * Rounds float images to integers between `min` and `max`. Magnitude is clamped; `offset` is added to real and
 * imaginary parts; phase −π..π becomes 0..2·offset. The image's attributes record how to recover its values (value =
 * pixel · RescaleSlope + RescaleIntercept), its window in those values, as in DICOM (PS3.3, C.11.2), and how many
 * pixels were clipped.
 */
export default defineGadget({
  name: "to-fixed-point",
  summary: "Convert float images to integers, as DICOM and many viewers require.",
  in: ["image"],
  out: ["image"],
  parameters: {
    type: Type.Enum(["ushort", "short", "uint", "int"], {
      default: "ushort",
      description: "Integer type of the pixels.",
    }),
    min: Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 32, default: 0, description: "Minimum pixel value." }),
    max: Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 32, default: 4095, description: "Maximum pixel value." }),
    offset: Type.Integer({
      minimum: 0,
      maximum: 2 ** 32,
      default: 2048,
      description: "Pixel value of zero in phase, real and imaginary images; must be positive for phase.",
    }),
  },
  create({ report }, { type, min, max, offset }) {
    const { dataType, minimum, maximum, array } = targets[type];
    if (min >= max || min < minimum || max > maximum) {
      throw new GadgetError(
        "bad-range",
        `min ${min} and max ${max} must be a range within ${type}: ${minimum} to ${maximum}`,
      );
    }

    const total = { images: 0, pixels: 0 };
    const summarize = () => {
      const { images, pixels } = total;
      if (pixels > 0)
        report(
          "info",
          `${counted(pixels, "pixel")} of ${counted(images, "image")} ${pixels === 1 ? "was" : "were"} clipped to ${min} to ${max}`,
        );
    };
    const convert = (image: Image): Image => {
      const { header, data } = image;
      if (header.dataType !== DataType.float && header.dataType !== DataType.double) {
        const advice = header.imageType === ImageType.complex ? "; `extract` a real kind of image first" : "";
        throw new GadgetError(
          "not-float",
          `image ${header.imageIndex} has data type ${header.dataType}, not float${advice}`,
        );
      }
      if (header.imageType === ImageType.phase && offset === 0) {
        throw new GadgetError(
          "bad-range",
          `phase image ${header.imageIndex} has no range with offset 0: choose another`,
        );
      }
      // value = pixel · slope + intercept
      const slope = header.imageType === ImageType.phase ? Math.PI / offset : 1;
      const intercept = header.imageType === ImageType.magnitude ? 0 : -offset * slope;
      const pixels = new array(data.length);
      const clipped = toFixedPoint(data, pixels, { slope, intercept, min, max });
      total.pixels += clipped;
      if (clipped > 0) total.images += 1;

      const hasWindow = parseAttributes(image.attributes).has("WindowCenter");
      const window = {
        WindowCenter: ((min + max) / 2) * slope + intercept,
        WindowWidth: (max - min) * slope,
      };
      const changes = {
        RescaleSlope: slope,
        RescaleIntercept: intercept,
        ...((header.imageType !== ImageType.magnitude || !hasWindow) && window),
        LarmorClippedPixels: clipped,
      };
      return withAttributes(image, changes, { header: header.with({ dataType }), data: pixels });
    };
    return (source) => source.pipe(map(convert), tap({ complete: summarize }));
  },
});
