import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError, requireReal, withAttributes } from "../../src/gadget-api/index.ts";
import { DataType, type Image, ImageType } from "../../src/mrd/index.ts";
import { noRangeAttributes, sharedRange } from "../../src/recon/images/index.ts";
import { colored, colorMaps } from "../../src/rendering/index.ts";

/**
 * Colours images of one channel: the least value of those that belong together, or of each where no `value-range` came
 * before, gets the map's first colour, the greatest its last. The result is FIRE's RGB image: three channels of ushort, 0 to 255, and
 * type 6. It has no window, for its pixels are colours.
 */
export default defineGadget({
  name: "colormap",
  summary: "Colour images by a map of colours.",
  in: ["image"],
  out: ["image"],
  parameters: {
    map: Type.Enum([...colorMaps], { default: "jet", description: "Map of colours, as matplotlib has it." }),
  },
  create: (_context, { map: name }) =>
    map((image: Image): Image => {
      requireReal(image, "colormap");
      const { channels, imageIndex, imageSeriesIndex } = image.header;
      if (channels !== 1) {
        const which = `image ${imageIndex} of series ${imageSeriesIndex} has ${channels} channels`;
        throw new GadgetError("several-channels", `${which}, and only one can be coloured; combine them first`);
      }
      return withAttributes(
        image,
        { WindowCenter: undefined, WindowWidth: undefined, ...noRangeAttributes },
        {
          header: image.header.with({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb }),
          data: colored(image.data, sharedRange(image), name),
        },
      );
    }),
});
