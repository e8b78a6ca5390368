import { mergeMap, tap } from "rxjs";
import Type from "typebox";
import { type AsideImage, defineGadget, imageKindOf, imageKinds } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** Keeps images of some kinds out of the steps that follow; `put-back` makes them images again, at the end of a chain. */
export default defineGadget({
  name: "set-aside",
  summary: "Keep images of some kinds, or copies of them, out of the steps that follow.",
  in: ["image"],
  out: ["image", "aside"],
  parameters: {
    kinds: Type.Array(Type.Enum([...imageKinds]), {
      minItems: 1,
      uniqueItems: true,
      default: ["phase", "real", "imag", "complex", "rgb", "other"],
      description: "Which images; those of no type count as magnitude.",
    }),
    copy: Type.Boolean({ default: false, description: "Set copies aside, and let the images go on." }),
    series: Type.Integer({
      minimum: -1,
      maximum: 0xffff,
      default: -1,
      description: "Series of what is set aside; -1 leaves it as it is.",
    }),
  },
  create({ tell }, { kinds, copy, series }) {
    const chosen = new Set<string>(kinds);
    let found = 0;
    const take = (image: Image): (Image | AsideImage)[] => {
      if (!chosen.has(imageKindOf(image.header))) return [image];
      found += 1;
      const header = series < 0 ? image.header : image.header.with({ imageSeriesIndex: series });
      const aside: AsideImage = { kind: "aside", image: { ...image, header } };
      return copy ? [aside, image] : [aside];
    };
    const report = () => {
      if (copy && found === 0) tell("warning", `no ${kinds.join(" or ")} image came in to be copied`);
    };
    return (source) => source.pipe(mergeMap(take), tap({ complete: report }));
  },
});
