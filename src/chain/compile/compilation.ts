import type { Part } from "../chain.ts";
import type { ClientRights } from "../client-rights.ts";
import type { GadgetRegistry } from "../registry.ts";
import type { ChainDocument, Path } from "../text/document.ts";

/**
 * Where a chain's text comes from: the server's disk, or a client, which may not set server-side-only parameters, nor use
 * steps that act outside of its session without the right to.
 */
export type Origin = "disk" | "client";

/** State of the compilation: its inputs, and what it learns about the chain. */
export interface Compilation {
  readonly document: ChainDocument;
  readonly registry: GadgetRegistry;
  readonly origin: Origin;
  /** Rights of a client's chain. */
  readonly rights: ClientRights;
  /** Defaults of the chain's parameters. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Names of the parameters that are used. */
  readonly used: Set<string>;
  /** Number of steps so far, in all branches. */
  stepCount: number;
  /** Number of steps so far that act outside of the session. */
  outsideCount: number;
  /** Whether some part could not be compiled, so that the kinds of messages after it are unknown. */
  incomplete: boolean;
}

/** Compiles the steps of the branches of a part. @param path of the list of steps */
export type CompileParts = (path: Path, entries: readonly unknown[]) => Promise<readonly Part[]>;
