import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/index.ts";
import { ChainLibrary, gadgetRegistry } from "../chain/index.ts";
import { type NoiseStore, noNoiseStore } from "../gadget/index.ts";
import { noPool, WorkerPool, type WorkPool } from "../pool/index.ts";
import { NoiseFolder } from "../session/index.ts";
import { packageRoot } from "./package-root.ts";
import type { NoiseSettings } from "./session-settings.ts";

/** The threads of a session beside its own. */
export function workerPool(threads: number): WorkPool {
  return threads > 1 ? new WorkerPool(threads - 1, new URL("../pool/worker.js", import.meta.url)) : noPool;
}

/** Noise of measurements before. */
export function noiseStore(settings: NoiseSettings | undefined): NoiseStore {
  return settings === undefined ? noNoiseStore : new NoiseFolder(settings.folder, settings.maxAgeHours);
}

/** The chains and gadgets that come with the package. */
export function chainLibrary(): ChainLibrary {
  return new ChainLibrary([fileURLToPath(new URL("pipelines/", packageRoot))], gadgetRegistry(gadgets));
}
