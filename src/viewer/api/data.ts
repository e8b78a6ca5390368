/** A file below the folder of data: `GET /api/data`. */
export interface DataFile {
  /** Relative to the folder of data, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly modified: string;
}

/** The files of the folder of data that the server can read. */
export interface DataFiles {
  readonly files: readonly DataFile[];
  /** Whether there are more than are listed. */
  readonly incomplete: boolean;
}
