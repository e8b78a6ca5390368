import { map, tap } from "rxjs";
import Type from "typebox";
import { defineGadget } from "../../src/gadget-api/index.ts";
import { DataType, type Image, ImageType, isComplex, isDataType } from "../../src/mrd/index.ts";
import { magnitude } from "../../src/numerics/images/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Replaces complex pixels by their magnitude, in images whose header says that they are magnitude images. Other complex
 * images pass, unless `of` is `all`.
 */
export default defineGadget({
  name: "magnitude",
  summary: "Take the magnitude of complex pixels.",
  in: ["image"],
  out: ["image"],
  parameters: {
    of: Type.Enum(["labelled", "all"], {
      default: "labelled",
      description: "Complex images whose header says magnitude, or all complex images.",
    }),
  },
  create({ report }, { of }) {
    let converted = 0;
    const convert = (image: Image): Image => {
      const { header, data } = image;
      const { dataType, imageType } = header;
      if (!isDataType(dataType) || !isComplex(dataType)) return image;
      if (of === "labelled" && imageType !== ImageType.magnitude) return image;
      converted += 1;
      const changed = header.with({ dataType: DataType.float, imageType: ImageType.magnitude });
      return { ...image, header: changed, data: magnitude(Float32Array.from(data)) };
    };
    const summarize = () => {
      if (converted > 0 && of === "labelled")
        report(
          "info",
          `${counted(converted, "image")} had complex pixels and a header that says magnitude: it was taken`,
        );
    };
    return (source) => source.pipe(map(convert), tap({ complete: summarize }));
  },
});
