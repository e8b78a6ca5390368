import { type Chain, type ChainLibrary, deepFreeze } from "../chain/index.ts";
import { ChainError } from "../chain/text/index.ts";
import { isXml, type Translation, translateChain } from "./translate.ts";

/**
 * A chain that was given as text, in YAML or as Gadgetron's XML. Messages of what is wrong, here and when it runs, name
 * places of that text.
 * @param file how messages and images call it, less its extension
 * @returns the chain, and what a translation changed
 * @throws ChainError
 */
export async function compileText(
  library: ChainLibrary,
  text: string,
  file = "CONFIG_TEXT",
): Promise<{ readonly chain: Chain; readonly warnings: readonly string[]; readonly yaml: string }> {
  if (!isXml(text)) return { chain: await library.compile(text, file), warnings: [], yaml: text };
  const { yaml, origins, warnings } = translateChain(text, file);
  const chain = await library.compile(yaml, file).catch((error: unknown) => {
    throw error instanceof ChainError ? inXml(error, origins) : error;
  });
  return { chain: placedInXml(chain, file, origins), warnings, yaml };
}

/** The same problems where the XML has them. */
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

/** A chain that was translated is a mere list of steps. */
function placedInXml(chain: Chain, file: string, origins: Translation["origins"]): Chain {
  const steps = chain.steps.map((step) => {
    const origin = origins.get(Number(/:(\d+):\d+$/.exec(step.place)?.[1]));
    return origin === undefined ? step : { ...step, place: `${file}:${origin.line}:${origin.column}` };
  });
  return deepFreeze({ ...chain, parts: steps, sections: steps, steps });
}
