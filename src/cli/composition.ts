import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/index.ts";
import { ChainLibrary, gadgetRegistry } from "../chain/index.ts";
import { packageRoot } from "./package-root.ts";

/** The chains and gadgets that come with the package. */
export function chainLibrary(): ChainLibrary {
  return new ChainLibrary([fileURLToPath(new URL("pipelines/", packageRoot))], gadgetRegistry(gadgets));
}
