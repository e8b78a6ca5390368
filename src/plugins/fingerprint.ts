import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, isAbsolute, join } from "node:path";
import { type GadgetSource, sharedFiles } from "./gadget-files.ts";

/** Of SHA-256, as many as tell a hundred thousand versions apart. */
const DIGITS = 12;

/**
 * What tells one version of an author's gadget from another: the beginning of the SHA-256 of its file, with what the gadgets of
 * its folder share; or the version of its package.
 */
export function fingerprintOf({ module, folder }: GadgetSource): string {
  if (isAbsolute(module)) {
    const hash = createHash("sha256").update(readFileSync(module));
    for (const shared of sharedFiles(folder)) hash.update(basename(shared)).update(readFileSync(shared));
    return hash.digest("hex").slice(0, DIGITS);
  }
  return (
    createRequire(join(folder, "_"))
      .resolve.paths(module)!
      .map((modules) => versionIn(join(modules, module, "package.json")))
      .find((version) => version !== undefined) ?? "of no version"
  );
}

function versionIn(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { version?: string }).version;
  } catch {
    return undefined; // it is installed further up
  }
}
