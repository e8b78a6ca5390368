import type { StoredMessage, WriteSummary } from "../formats/mrd-hdf5/index.ts";
import type { DicomInstance } from "../mrd/index.ts";
import type { DicomFolder } from "./dicom-folder.ts";

export interface ResultsOptions {
  readonly group: string;
  /** Replace a group of this name. */
  readonly overwrite?: boolean;
  /** The measurement's header, copied to the results. */
  readonly header: string | undefined;
}

/** What was written. */
export interface ResultsSummary extends WriteSummary {
  /** Of formats other than MRD: the files, as lines of text. */
  readonly lines?: readonly string[];
}

/** Where results go: a group of an MRD file, or files in another format. */
export interface Results {
  /** DICOM files among the results. */
  readonly dicom: DicomFolder;
  /**
   * Adds a result.
   * @returns whether it is written, so that its memory can be reused
   * @throws StorageError if it can't be saved; `drained` rejects with the same error
   */
  append(message: StoredMessage | DicomInstance): boolean;
  /** Resolves when the file can take more; `undefined` if it can now. */
  drained(): Promise<void> | undefined;
  /**
   * Saves what was appended. May be called more than once.
   * @param evenIfEmpty create the group even if there are no results
   * @returns `undefined` if there is no group
   * @throws StorageError, or an error of the format
   */
  close(options: { readonly evenIfEmpty: boolean }): Promise<ResultsSummary | undefined>;
}
