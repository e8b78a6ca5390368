/** A file of the viewer: `GET /api/files` lists them. */
export interface FileEntry {
  /** Number by which requests name it. */
  readonly id: number;
  readonly name: string;
  readonly groups: readonly GroupEntry[];
}

/** A measurement, or the results of one. */
export interface GroupEntry {
  readonly name: string;
  readonly readouts: number;
  readonly waveforms: number;
  readonly series: readonly { readonly name: string; readonly count: number }[];
  readonly arrays: readonly string[];
  readonly hasHeader: boolean;
}
