import Type from "typebox";
import { collect, defineGadget } from "../../src/gadget-api/index.ts";
import { type Dependencies, formatAttributes } from "../../src/mrd/index.ts";

/**
 * Answers which noise is kept, once nothing more comes: all that does is dropped. The names are those that Gadgetron's clients
 * know, the prefix, an underscore and the ID of the measurement; where nothing is kept, the answer is `Dummy`, as Gadgetron's.
 */
export default defineGadget({
  name: "noise-list",
  summary: "Answer a dependency query: the measurements whose noise is kept.",
  in: ["acquisition", "waveform", "image", "text"],
  out: ["dependencies"],
  parameters: {
    prefix: Type.String({ default: "GadgetronNoiseCovarianceMatrix", description: "What each name begins with." }),
    attribute: Type.String({
      minLength: 1,
      default: "NoiseDependencies",
      description: "Attribute of the answer that has the names.",
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
