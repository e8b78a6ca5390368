import { type Chain, type ChainLibrary, type ClientRights, UnknownChainError } from "../../chain/index.ts";
import type { LogLevel } from "../../gadget-api/index.ts";
import { compileText } from "../../gadgetron/index.ts";
import type { Config } from "./handshake.ts";

/**
 * Selects the chain that a client requests: by its parameters, or else by its config. If it is not the chain that the
 * config names, this is reported to the client.
 * @param overriding the name in the client's parameters
 * @param defaultConfig runs if there is no chain of that name
 * @param rights of a chain that the client sends
 * @throws UnknownChainError, ChainError
 */
export async function chooseChain(
  config: Config,
  overriding: string | undefined,
  library: ChainLibrary,
  defaultConfig: string | undefined,
  rights: ClientRights | undefined,
  report: (level: LogLevel, text: string) => void,
): Promise<Chain> {
  if (overriding === undefined && config.kind === "config-text") {
    const { chain, warnings } = await compileText(library, config.text, "CONFIG_TEXT", rights);
    for (const warning of warnings) report("warning", warning);
    return chain;
  }
  const name = overriding ?? config.text;
  try {
    const chain = await library.find(name);
    const isOther = overriding !== undefined && overriding !== config.text;
    if (isOther) report("info", `running chain '${chain.name}', selected by the client's parameters`);
    return chain;
  } catch (error) {
    if (!(error instanceof UnknownChainError) || defaultConfig === undefined) throw error;
    const chain = await library.find(defaultConfig);
    report("warning", `running the server's default chain '${chain.name}' instead of '${name}': ${error.message}`);
    return chain;
  }
}
