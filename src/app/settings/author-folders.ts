/** Folders with third-party gadgets and chains, in addition to those of the package. */
export interface AuthorFolders {
  readonly gadgets: readonly string[];
  readonly pipelines: readonly string[];
}

/** None: only those of the package. */
export const noAuthors: AuthorFolders = { gadgets: [], pipelines: [] };
