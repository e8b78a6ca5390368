/** What went wrong with an MRD file, as a stable code that a program can test. */
export type StorageErrorCode =
  | "not-found" // there is no such file
  | "not-hdf5" // a file that is not HDF5, or one cut short
  | "not-mrd" // an HDF5 file with contents that MRD does not define, an empty group among them
  | "not-a-recording" // a file that is no recording of a session
  | "file-exists" // a path that is taken: another writer uses it or left it behind, or only a new file was wanted
  | "file-changed" // a file that someone else changed while a group was being added to it
  | "file-deleted" // a file that someone deleted while it was being written: what was written is lost
  | "group-exists" // a group that would have been overwritten
  | "group-missing" // no group of that name
  | "group-ambiguous" // several groups, and none was named
  | "series-missing" // no image series or array of that name
  | "unsupported-layout" // members or types that differ from MRD's and cannot be converted
  | "malformed-message" // a message that contradicts itself
  | "invalid-name" // a name that cannot name a group
  | "read-failed" // HDF5 could not read what the file announces
  | "write-failed" // the operating system refused to write
  | "closed"; // used after close

/** A file that cannot be read or written as MRD. The message says which file, what is wrong, and what to do. */
export class StorageError extends Error {
  override readonly name = "StorageError";

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
