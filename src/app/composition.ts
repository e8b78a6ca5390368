import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/registry.ts";
import { ChainLibrary, type GadgetRegistry, gadgetRegistry } from "../chain/index.ts";
import { type NoiseStore, noNoiseStore } from "../gadget-api/services/index.ts";
import { InstalledGadgets } from "../plugins/index.ts";
import { noPool, type WorkPool } from "../pool/index.ts";
import { WorkerPool } from "../pool/threads/index.ts";
import { NoiseFolder } from "../session/index.ts";
import { entry } from "./entry.ts";
import { packageRoot } from "./package-root.ts";
import type { NoiseSettings } from "./serving/session-settings.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

/** Names of the built-in gadgets. */
export const builtInGadgets: readonly string[] = Object.keys(gadgets);

/**
 * The worker threads of a session, in addition to its main thread.
 * @param others threads that keep cores busy
 */
export function workerPool(threads: number, others = 0): WorkPool {
  if (threads <= 1) return noPool;
  const free = others === 0 ? threads : Math.max(1, Math.min(threads, availableParallelism() - others));
  return new WorkerPool(threads - 1, entry("worker"), free - 1);
}

/** Noise of earlier measurements. */
export function noiseStore(settings: NoiseSettings | undefined): NoiseStore {
  return settings === undefined ? noNoiseStore : new NoiseFolder(settings.folder, settings.maxAgeHours);
}

/**
 * The gadgets of the package, of folders, and of npm packages.
 * @param nearby advice for an unknown name
 */
export function installedGadgets(
  { gadgets: folders }: Pick<AuthorFolders, "gadgets">,
  nearby?: (name: string) => string | undefined,
): InstalledGadgets {
  const packageFolder = fileURLToPath(packageRoot);
  return new InstalledGadgets({ builtIn: gadgetRegistry(gadgets), folders, packageFolder, nearby });
}

/** All chains. A third-party chain replaces the built-in one of the same name. */
export function chainLibrary(
  folders: AuthorFolders,
  registry: GadgetRegistry = installedGadgets(folders),
): ChainLibrary {
  return new ChainLibrary([...folders.pipelines, ...pipelineFolders()], registry);
}

/** The folders of the built-in chains: the subfolders of `pipelines/`, which group them by origin. */
export function pipelineFolders(): string[] {
  const pipelines = fileURLToPath(new URL("pipelines/", packageRoot));
  return readdirSync(pipelines).map((folder) => join(pipelines, folder));
}
