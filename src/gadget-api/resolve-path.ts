import { join } from "node:path";

/**
 * A path that begins with ./ or ../ starts at the folder of the chain's file; any other word is as it is.
 * @param folder the context's
 */
export function besideChain(folder: string | undefined, word: string): string {
  return folder !== undefined && /^\.\.?\//.test(word) ? join(folder, word) : word;
}
