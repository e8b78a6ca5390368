import { join } from "node:path";

/**
 * Resolves a path that starts with ./ or ../ relative to the folder of the chain's file; any other word is returned
 * unchanged.
 * @param folder the context's
 */
export function resolvePath(folder: string | undefined, word: string): string {
  return folder !== undefined && /^\.\.?\//.test(word) ? join(folder, word) : word;
}
