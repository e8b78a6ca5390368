import { mergeMap, tap } from "rxjs";
import Type from "typebox";
import { type BypassedImage, defineGadget, imageKindOf, imageKinds } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** Keeps images of some kinds out of the steps that follow; `restore` makes them images again, at the end of a chain. */
export default defineGadget({
  name: "bypass",
  summary: "Keep images of some kinds, or copies of them, out of the steps that follow.",
  in: ["image"],
  out: ["image", "bypassed"],
  parameters: {
    kinds: Type.Array(Type.Enum([...imageKinds]), {
      minItems: 1,
      uniqueItems: true,
      default: ["phase", "real", "imag", "complex", "rgb", "other"],
      description: "Which images; those of no type count as magnitude.",
    }),
    copy: Type.Boolean({ default: false, description: "Set copies bypassed, and let the images go on." }),
    series: Type.Integer({
      minimum: -1,
      maximum: 0xffff,
      default: -1,
      description: "Series of what is set bypassed; -1 leaves it as it is.",
    }),
  },
  create({ report }, { kinds, copy, series }) {
    const chosen = new Set<string>(kinds);
    let found = 0;
    const take = (image: Image): (Image | BypassedImage)[] => {
      if (!chosen.has(imageKindOf(image.header))) return [image];
      found += 1;
      const header = series < 0 ? image.header : image.header.with({ imageSeriesIndex: series });
      const bypassed: BypassedImage = { kind: "bypassed", image: { ...image, header } };
      return copy ? [bypassed, image] : [bypassed];
    };
    const summarize = () => {
      if (copy && found === 0) report("warning", `no ${kinds.join(" or ")} image came in to be copied`);
    };
    return (source) => source.pipe(mergeMap(take), tap({ complete: summarize }));
  },
});
