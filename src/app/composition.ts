import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/registry.ts";
import { ChainLibrary, type GadgetRegistry, gadgetRegistry } from "../chain/index.ts";
import { type NoiseStore, noNoiseStore } from "../gadget-api/index.ts";
import { InstalledGadgets } from "../plugins/index.ts";
import { noPool, WorkerPool, type WorkPool } from "../pool/index.ts";
import { NoiseFolder } from "../session/index.ts";
import { entry } from "./entry.ts";
import { packageRoot } from "./package-root.ts";
import type { NoiseSettings } from "./serving/session-settings.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

/** The threads of a session beside its own. */
export function workerPool(threads: number): WorkPool {
  return threads > 1 ? new WorkerPool(threads - 1, entry("worker")) : noPool;
}

/** Noise of measurements before. */
export function noiseStore(settings: NoiseSettings | undefined): NoiseStore {
  return settings === undefined ? noNoiseStore : new NoiseFolder(settings.folder, settings.maxAgeHours);
}

/** The gadgets of the package, of folders and of npm. */
export function installedGadgets({ gadgets: folders }: Pick<AuthorFolders, "gadgets">): InstalledGadgets {
  return new InstalledGadgets({ builtIn: gadgetRegistry(gadgets), folders, packageFolder: fileURLToPath(packageRoot) });
}

/** All chains: an author's counts in place of ours of the same name. */
export function chainLibrary(
  folders: AuthorFolders,
  registry: GadgetRegistry = installedGadgets(folders),
): ChainLibrary {
  return new ChainLibrary([...folders.pipelines, ...pipelineFolders()], registry);
}

/** The folders of the chains that come with Larmor: those in `pipelines/`, which group them by origin. */
export function pipelineFolders(): string[] {
  const pipelines = fileURLToPath(new URL("pipelines/", packageRoot));
  return readdirSync(pipelines).map((folder) => join(pipelines, folder));
}
