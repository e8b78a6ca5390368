import { map } from "rxjs";
import { defineGadget, requireReal } from "../../src/gadget-api/index.ts";
import { DataType, type Image } from "../../src/mrd/index.ts";

/** Converts pixels to float32 without changing their values. */
export default defineGadget({
  name: "to-float",
  summary: "Convert images to float pixels.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: () =>
    map((image: Image): Image => {
      requireReal(image, "to-float");
      if (image.header.dataType === DataType.float) return image;
      return {
        ...image,
        header: image.header.with({ dataType: DataType.float }),
        data: Float32Array.from(image.data),
      };
    }),
});
