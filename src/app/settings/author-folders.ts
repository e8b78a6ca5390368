/** Folders beside those of the package, where others keep what they wrote. */
export interface AuthorFolders {
  readonly gadgets: readonly string[];
  readonly pipelines: readonly string[];
}

/** Those of the package alone. */
export const noAuthors: AuthorFolders = { gadgets: [], pipelines: [] };
