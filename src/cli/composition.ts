import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/index.ts";
import { ChainLibrary, gadgetRegistry } from "../chain/index.ts";

/** The package's own folder: a step further up when this runs compiled, from dist/. */
const root = [new URL("../../", import.meta.url), new URL("../../../", import.meta.url)].find((folder) =>
  existsSync(new URL("package.json", folder)),
)!;

/** Version of the package. */
export const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };

/** The chains and gadgets that come with the package. */
export function chainLibrary(): ChainLibrary {
  return new ChainLibrary([fileURLToPath(new URL("pipelines/", root))], gadgetRegistry(gadgets));
}
