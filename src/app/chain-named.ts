import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Chain } from "../chain/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { compileText, isXml } from "../gadgetron/index.ts";
import { chainLibrary } from "./composition.ts";
import { CommandError } from "./errors.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

/**
 * The chain that a command line names: an installed chain, or a file in YAML or in Gadgetron's XML.
 * @param report is called with what a translation changed
 * @throws ChainError, UnknownChainError; CommandError if there is no such file
 */
export async function chainNamed(
  config: string,
  folders: AuthorFolders,
  report: (level: LogLevel, text: string) => void,
): Promise<Chain> {
  const library = chainLibrary(folders);
  if (!isFile(config)) return library.find(config);
  if (!existsSync(config)) throw new CommandError("no-such-file", `there is no chain file ${config}`);
  const text = readFileSync(config, "utf8");
  if (!isXml(text)) return library.read(config);
  const { chain, warnings } = await compileText(library, text, basename(config));
  for (const warning of warnings) report("warning", warning);
  return chain;
}

/** Clients also use `cartesian.yaml` as the name of an installed chain, so it counts as a file only if that exists. */
function isFile(config: string): boolean {
  return /\.(ya?ml|xml)$/.test(config) && (basename(config) !== config || existsSync(config));
}
