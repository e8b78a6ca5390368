import type { Chain } from "../chain/index.ts";
import { withParameters } from "../chain/text/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { chainNamed } from "./chain-named.ts";
import { CommandError } from "./errors.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

interface ChainOptions extends AuthorFolders {
  /** A chain's name, or the path of its file. */
  readonly config: string;
  /** Values of the chain's parameters. */
  readonly parameter: Readonly<Record<string, string>>;
}

/**
 * The chain that a command line names, with the parameters that it sets.
 * @param report is called with what a translation changed
 * @throws as {@link chainNamed}; ParameterError; CommandError `unknown-parameter`: what a client's text may contain is
 * an error on a command line
 */
export async function chainWithParameters(
  { config, parameter, ...folders }: ChainOptions,
  report: (level: LogLevel, text: string) => void,
): Promise<Chain> {
  const { chain, warnings } = withParameters(await chainNamed(config, folders, report), parameter);
  if (warnings.length > 0) throw new CommandError("unknown-parameter", warnings.join("\n"));
  return chain;
}
