import type { SeriesSummary } from "./group-writer.ts";

/** What is done about an existing file. */
export type Existing = "add" | "replace" | "refuse";

export interface MrdFileWriterOptions {
  /** Name of the group that holds the measurement; `a/b` is group b in group a. */
  readonly group?: string;
  /**
   * How an existing file is treated: the group is added to it, which is the default; it replaces the group of the same
   * name, if there is one; or `file-exists` is thrown.
   */
  readonly existing?: Existing;
  /** Sync to disk at every commit, so that committed data also survive a power loss. */
  readonly sync?: boolean;
  /** Permissions of a new file, before the process's umask is applied. An existing file keeps its permissions. */
  readonly mode?: number;
}

/** Summary of what a writer wrote. */
export interface WriteSummary {
  readonly path: string;
  readonly group: string;
  readonly acquisitions: number;
  readonly waveforms: number;
  readonly series: readonly SeriesSummary[];
}
