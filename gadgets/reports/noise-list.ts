import Type from "typebox";
import { collect, defineGadget } from "../../src/gadget-api/index.ts";
import { type Dependencies, formatAttributes } from "../../src/mrd/index.ts";

/**
 * Answers which noise is stored, after the end of the input, which is discarded. The names have the form that
 * Gadgetron's clients expect: the prefix, an underscore and the ID of the measurement. If none is stored, the answer is
 * `Dummy`, as in Gadgetron.
 */
export default defineGadget({
  name: "noise-list",
  summary: "Answer a dependency query: the measurements whose noise is stored.",
  in: ["acquisition", "waveform", "image", "text"],
  out: ["dependencies"],
  parameters: {
    prefix: Type.String({ default: "GadgetronNoiseCovarianceMatrix", description: "Prefix of each name." }),
    attribute: Type.String({
      minLength: 1,
      default: "NoiseDependencies",
      description: "Attribute of the answer that contains the names.",
    }),
  },
  create: ({ noise }, { prefix, attribute }) => {
    const answer = (): Dependencies[] => {
      const names = noise.list().map((id) => `${prefix}_${id}`);
      const attributes = formatAttributes({ [attribute]: names.length > 0 ? names.toSorted() : ["Dummy"] });
      return [{ kind: "dependencies", attributes }];
    };
    return collect({ take: () => [], finish: answer });
  },
});
