import { type Chain, type ChainLibrary, type ClientRights, deepFreeze } from "../chain/index.ts";
import { ChainError } from "../chain/text/index.ts";
import { isXml, type Translation, translateChain } from "./translate.ts";

/**
 * Compiles a chain from text, in YAML or in Gadgetron's XML. Errors, now and at run time, refer to positions in that
 * text.
 * @param file name of the chain in messages and images, with an extension that they omit
 * @param rights what it may use outside of its session; by default, nothing
 * @returns the chain, and what the translation changed
 * @throws ChainError
 */
export async function compileText(
  library: ChainLibrary,
  text: string,
  file = "CONFIG_TEXT",
  rights?: ClientRights,
): Promise<{ readonly chain: Chain; readonly warnings: readonly string[]; readonly yaml: string }> {
  if (!isXml(text)) return { chain: await library.compile(text, file, rights), warnings: [], yaml: text };
  const { yaml, origins, warnings } = translateChain(text, file);
  const chain = await library.compile(yaml, file, rights).catch((error: unknown) => {
    throw error instanceof ChainError ? inXml(error, origins) : error;
  });
  return { chain: placedInXml(chain, file, origins), warnings, yaml };
}

/** The same problems at their positions in the XML. */
function inXml({ problems }: ChainError, origins: Translation["origins"]): ChainError {
  return new ChainError(
    problems.map((problem) => {
      const origin = origins.get(problem.line);
      if (origin === undefined) return problem;
      const { line, column, className } = origin;
      return { ...problem, line, column, message: `${className}, translated: ${problem.message}` };
    }),
  );
}

/** A translated chain is a plain list of steps. */
function placedInXml(chain: Chain, file: string, origins: Translation["origins"]): Chain {
  const inXml = (place: string) => {
    const origin = origins.get(Number(/:(\d+):\d+$/.exec(place)?.[1]));
    return origin === undefined ? place : `${file}:${origin.line}:${origin.column}`;
  };
  const steps = chain.steps.map((step) => ({ ...step, place: inXml(step.place) }));
  return deepFreeze({ ...chain, savePlace: inXml(chain.savePlace), parts: steps, sections: steps, steps });
}
