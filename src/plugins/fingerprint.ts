import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, isAbsolute, join } from "node:path";
import { type GadgetSource, sharedFiles } from "./gadget-files.ts";

/** Number of hexadecimal digits of the SHA-256: enough to distinguish 100,000 versions. */
const DIGITS = 12;

/**
 * Identifies the version of a third-party gadget: the start of the SHA-256 of its file and of the files shared in its
 * folder, or the version of its package.
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
      .find((version) => version !== undefined) ?? "without version"
  );
}

function versionIn(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { version?: string }).version;
  } catch {
    return undefined; // The package is installed in a folder further up.
  }
}
