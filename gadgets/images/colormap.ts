import { map } from "rxjs";
import Type from "typebox";
import { defineGadget, GadgetError, requireReal, withAttributes } from "../../src/gadget-api/index.ts";
import { DataType, type Image, ImageType } from "../../src/mrd/index.ts";
import { noRangeAttributes, sharedRange } from "../../src/recon/images/index.ts";
import { colored, colorMaps } from "../../src/rendering/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Colours images of one channel by a colour map. The range is that of the image's group, or of the image if there was
 * no `value-range` before. Its minimum gets the map's first colour, its maximum the last. The result is FIRE's RGB
 * image: three channels of ushort, 0 to 255, and type 6. It has no window, since its pixels are colours.
 */
export default defineGadget({
  name: "colormap",
  summary: "Colour images by a colour map.",
  in: ["image"],
  out: ["image"],
  parameters: {
    map: Type.Enum([...colorMaps], { default: "jet", description: "Colour map, as named in matplotlib." }),
  },
  create: (_context, { map: name }) =>
    map((image: Image): Image => {
      requireReal(image, "colormap");
      const { channels, imageIndex, imageSeriesIndex } = image.header;
      if (channels !== 1) {
        const which = `image ${imageIndex} of series ${imageSeriesIndex} has ${counted(channels, "channel")}`;
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
