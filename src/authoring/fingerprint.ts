import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import type { GadgetSource } from "./gadget-files.ts";

/** Of SHA-256, as many as tell a hundred thousand versions apart. */
const DIGITS = 12;

/** What tells one version of an author's gadget from another: the beginning of its file's SHA-256, or the version of its package. */
export function fingerprintOf({ module, folder }: GadgetSource): string {
  if (isAbsolute(module)) return createHash("sha256").update(readFileSync(module)).digest("hex").slice(0, DIGITS);
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
