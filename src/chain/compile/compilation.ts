import type { Part } from "../chain.ts";
import type { GadgetRegistry } from "../registry.ts";
import type { ChainDocument, Path } from "../text/document.ts";

/** Where a chain's text comes from: the server's own disk, or a client, who may not set what is trusted. */
export type Origin = "disk" | "client";

/** What the parts of a chain are compiled with, and what is learnt of them meanwhile. */
export interface Compilation {
  readonly document: ChainDocument;
  readonly registry: GadgetRegistry;
  readonly origin: Origin;
  /** Of the chain's parameters. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Names of parameters that something uses. */
  readonly used: Set<string>;
  /** Whether a part, or what it does, could not be made out, so that nobody knows what passes it. */
  incomplete: boolean;
}

/** How a part with branches has their steps compiled. @param path of the list of steps */
export type CompileParts = (path: Path, entries: readonly unknown[]) => Promise<readonly Part[]>;
