import { type Chain, type ChainLibrary, UnknownChainError } from "../../chain/index.ts";
import type { TellLevel } from "../../gadget-api/index.ts";
import { compileText } from "../../gadgetron/index.ts";
import type { Config } from "./handshake.ts";

/**
 * The chain that a client wants: by its parameters, or else by its config. The client is told whenever another one runs
 * than its config names.
 * @param overriding what the client's parameters name
 * @param defaultConfig runs where there is no chain of the wanted name
 * @throws UnknownChainError, ChainError
 */
export async function chooseChain(
  config: Config,
  overriding: string | undefined,
  library: ChainLibrary,
  defaultConfig: string | undefined,
  tell: (level: TellLevel, text: string) => void,
): Promise<Chain> {
  if (overriding === undefined && config.kind === "config-text") {
    const { chain, warnings } = await compileText(library, config.text);
    for (const warning of warnings) tell("warning", warning);
    return chain;
  }
  const wanted = overriding ?? config.text;
  try {
    const chain = await library.find(wanted);
    const other = overriding !== undefined && overriding !== config.text;
    if (other) tell("info", `running chain '${chain.name}', which the client's parameters choose`);
    return chain;
  } catch (error) {
    if (!(error instanceof UnknownChainError) || defaultConfig === undefined) throw error;
    const chain = await library.find(defaultConfig);
    tell("warning", `${error.message}. Running the server's default chain '${chain.name}' instead of '${wanted}'.`);
    return chain;
  }
}
