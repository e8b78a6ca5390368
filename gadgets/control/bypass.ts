import { mergeMap, tap } from "rxjs";
import Type from "typebox";
import { type BypassedImage, defineGadget, imageKindOf, imageKinds } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** Makes images of some kinds bypass the following steps until `restore`, at the end of a chain. */
export default defineGadget({
  name: "bypass",
  summary: "Let images of some kinds, or copies of them, bypass the following steps.",
  in: ["image"],
  out: ["image", "bypassed"],
  parameters: {
    kinds: Type.Array(Type.Enum([...imageKinds]), {
      minItems: 1,
      uniqueItems: true,
      default: ["phase", "real", "imag", "complex", "rgb", "other"],
      description: "Kinds that bypass; images without a type count as magnitude.",
    }),
    copy: Type.Boolean({ default: false, description: "Bypass copies, and pass the images on as well." }),
    series: Type.Integer({
      minimum: -1,
      maximum: 0xffff,
      default: -1,
      description: "Series of the bypassed images; -1 leaves it unchanged.",
    }),
  },
  create({ report }, { kinds, copy, series }) {
    const chosen = new Set<string>(kinds);
    let copied = 0;
    const take = (image: Image): (Image | BypassedImage)[] => {
      if (!chosen.has(imageKindOf(image.header))) return [image];
      copied += 1;
      const header = series < 0 ? image.header : image.header.with({ imageSeriesIndex: series });
      const bypassed: BypassedImage = { kind: "bypassed", image: { ...image, header } };
      return copy ? [bypassed, image] : [bypassed];
    };
    const summarize = () => {
      if (copy && copied === 0) report("warning", `no ${kinds.join(" or ")} image to copy`);
    };
    return (source) => source.pipe(mergeMap(take), tap({ complete: summarize }));
  },
});
