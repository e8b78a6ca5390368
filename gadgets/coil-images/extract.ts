import { mergeMap, tap } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray, windowOf } from "../../src/gadget-api/index.ts";
import { DataType, formatAttributes, type Image } from "../../src/mrd/index.ts";
import { countNonFinite } from "../../src/numerics/images/index.ts";
import {
  extractedKinds,
  imageIndexer,
  originAttributes,
  sequenceAttributes,
  seriesCounters,
  seriesNumber,
} from "../../src/recon/images/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Creates the output images: for every image of the array, slice by slice, then along s and n, one per requested kind.
 * Phase is in radians, −π..π. Each kind, and each encoding of the measurement, has a series of its own, in which
 * `image_index` counts from 1: encodings may differ in matrix size, which must be constant in a series. With
 * `seriesBy`, so has each value of a counter; results of steps that have several, such as `snr`, add numbers of their
 * own. The attributes have the echo time, repetition time, inversion time and flip angle of the header, under DICOM's
 * names. NaN and infinite pixels are retained, counted, reported to the client and recorded in the image's attributes:
 * one non-finite sample makes all pixels of its image non-finite.
 */
export default defineGadget({
  name: "extract",
  summary: "Turn complex images into magnitude, phase, real, imaginary or complex images.",
  in: ["image-array"],
  out: ["image"],
  runtime: { linear: true },
  parameters: {
    as: Type.Array(Type.Enum(["magnitude", "phase", "real", "imag", "complex"]), {
      minItems: 1,
      uniqueItems: true,
      default: ["magnitude"],
      description: "Kinds of images to create.",
    }),
    series: Type.Integer({
      minimum: 0,
      maximum: 60000,
      default: 0,
      description:
        "Series of the first encoding's magnitude images; further encodings add 1, 2, …, and real, imag, phase and " +
        "complex add 1000, 2000, 3000, 4000.",
    }),
    offsets: Type.Boolean({
      default: true,
      description: "Whether kinds have series of their own, by these offsets.",
    }),
    seriesBy: Type.Enum(["none", ...seriesCounters], {
      default: "none",
      description: "Counter of which each value gets a series of its own, such as `contrast` for the echoes.",
    }),
    sequenceAttributes: Type.Boolean({
      default: true,
      description: "Whether images have the header's EchoTime, RepetitionTime, InversionTime and FlipAngle.",
    }),
  },
  create(
    { header: measurement, provenance, report },
    { as, series, offsets, seriesBy, sequenceAttributes: withSequence },
  ) {
    const numbering = { first: series, encodings: measurement?.encoding.length ?? 1, by: seriesBy };
    const nextIndex = imageIndexer();
    let empty = 0;
    const nonFinite = { images: 0, pixels: 0 };
    const finish = (images: ImageArray, index: number, kind: keyof typeof extractedKinds): Image => {
      const { encoding, shape, series: ownSeries = 0 } = images;
      const [header, facts] = [images.headers[index]!, images.attributes[index]!];
      const { type, offset, pixels } = extractedKinds[kind];
      const imageSeriesIndex = seriesNumber(numbering, encoding, header, (offsets ? offset : 0) + ownSeries);
      const length = shape.x * shape.y * shape.z * shape.coils;
      const values = pixels({ images, first: index * length, end: (index + 1) * length });
      const broken = countNonFinite(values);
      nonFinite.pixels += broken;
      if (broken > 0) nonFinite.images += 1;
      return {
        kind: "image",
        header: header.with({
          imageType: type,
          dataType: kind === "complex" ? DataType.complexFloat : DataType.float,
          imageSeriesIndex,
          imageIndex: nextIndex(imageSeriesIndex),
        }),
        attributes: formatAttributes({
          ...originAttributes(provenance, header),
          ...(withSequence && sequenceAttributes(measurement, header.contrast)),
          ...facts,
          ...(broken > 0 && { LarmorNonFinitePixels: broken }),
          ...(kind === "magnitude" && windowOf(values)),
        }),
        data: values,
      };
    };

    const imagesOf = (images: ImageArray) =>
      images.attributes.flatMap(({ LarmorLines }, i) => {
        if (LarmorLines !== 0) return as.map((kind) => finish(images, i, kind));
        empty += 1;
        return [];
      });
    const summarize = () => {
      if (empty > 0) report("warning", `${empty} combinations of counters have no readouts, and no image`);
      const { images, pixels } = nonFinite;
      if (pixels > 0)
        report(
          "warning",
          `${counted(pixels, "pixel")} of ${counted(images, "image")} ${pixels === 1 ? "is" : "are"} NaN or infinite because their samples were`,
        );
    };
    return (source) => source.pipe(mergeMap(imagesOf), tap({ complete: summarize }));
  },
});
