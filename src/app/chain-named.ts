import { existsSync } from "node:fs";
import { basename } from "node:path";
import { type Chain, UnknownChainError } from "../chain/index.ts";
import { readText } from "../files/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { compileText, isXml } from "../gadgetron/index.ts";
import { chainLibrary, installedGadgets } from "./composition.ts";
import { CommandError } from "./errors.ts";
import { chainNearby, gadgetNearby } from "./nearby.ts";
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
  if (!isChainFile(config)) return installedChain(config, folders);
  if (!existsSync(config)) throw new CommandError("no-such-file", `there is no chain file ${config}`);
  const library = libraryFor(folders, config);
  const text = readText(config);
  if (!isXml(text)) return library.read(config);
  const { chain, warnings } = await compileText(library, text, basename(config));
  for (const warning of warnings) report("warning", warning);
  return chain;
}

/**
 * Whether the command line names a file. Clients also use `cartesian.yaml` as the name of an installed chain, so a name
 * without a folder counts as a file only if that exists.
 */
export function isChainFile(config: string): boolean {
  return isFileName(config) && (basename(config) !== config || existsSync(config));
}

/**
 * The installed chain of a name. If there is none, files near by are named that were probably meant.
 * @throws ChainError, UnknownChainError
 */
export async function installedChain(config: string, folders: AuthorFolders): Promise<Chain> {
  try {
    return await libraryFor(folders).find(config);
  } catch (error) {
    if (!(error instanceof UnknownChainError)) throw error;
    const advice = chainNearby(config);
    if (advice !== undefined) throw new UnknownChainError(error.code, `there is no chain '${config}', ${advice}`);
    if (!isFileName(config)) throw error;
    throw new UnknownChainError(error.code, `there is no file ${config}, and ${error.message}`);
  }
}

function isFileName(config: string): boolean {
  return /\.(ya?ml|xml)$/.test(config);
}

/** The library of a command, whose messages name gadgets in files near by. */
function libraryFor(folders: AuthorFolders, chainFile?: string) {
  return chainLibrary(
    folders,
    installedGadgets(folders, (name) => gadgetNearby(name, chainFile)),
  );
}
