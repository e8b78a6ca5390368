import { defineErrors } from "../../errors/index.ts";

/** A file that cannot be read or written as MRD. The message says which file, what is wrong, and what to do. */
export class StorageError extends defineErrors("storage", {
  "not-found": { meaning: "There is no such file.", remedy: "Correct its path." },
  "not-hdf5": {
    meaning: "A file is not HDF5, or is truncated.",
    remedy: "Copy it again; vendors' raw data have to be converted to MRD first.",
  },
  "not-mrd": {
    meaning: "An HDF5 file has contents that MRD does not define.",
    remedy: "Choose the group that is MRD with --in-group, or another file.",
  },
  "not-a-recording": {
    meaning: "A file is not a recording of a session.",
    remedy: "Choose a .pcapng file that `larmor serve --record` wrote.",
  },
  "file-exists": {
    meaning: "A path is taken: a writer is using the file, or left it there.",
    remedy: "Choose another name, or delete the file that the message names once no program writes to it.",
  },
  "file-changed": {
    meaning: "Another program changed a file while a group was being added to it.",
    remedy: "Try again; let one program write to a file at a time.",
  },
  "file-deleted": {
    meaning: "A file was deleted while it was being written: its contents are lost.",
    remedy: "Keep clean-up jobs away from the folder.",
  },
  "group-exists": {
    meaning: "The file has a group of that name, and groups are never overwritten.",
    remedy: "Choose another name with --out-group.",
  },
  "group-missing": { meaning: "There is no group of that name.", remedy: "`larmor info` lists the groups." },
  "group-ambiguous": {
    meaning: "A file has several groups, and none was named.",
    remedy: "Name one with --in-group.",
  },
  "series-missing": {
    meaning: "There is no image series, or array, of that name.",
    remedy: "`larmor info` lists them.",
  },
  "unsupported-layout": {
    meaning: "Members or types in a file differ from MRD's and can't be converted.",
    remedy: "Write the file again with a current ISMRMRD library.",
  },
  "malformed-message": {
    meaning: "A message contradicts itself, so that a file can't hold it.",
    remedy: "Correct the program that makes it; the file is written without it.",
  },
  "invalid-name": {
    meaning: "A group can't have that name.",
    remedy: "Leave out '/', '.' alone and control characters.",
  },
  "read-failed": {
    meaning: "HDF5 can't read what a file announces: it is damaged.",
    remedy: "Copy it again, or take a backup.",
  },
  "write-failed": {
    meaning: "The operating system refused to write: the disk is full, or may not be written to.",
    remedy: "Free some space, or correct the permissions of the folder; everything saved before stays valid.",
  },
  closed: { meaning: "A file was used after it was closed.", remedy: "This is a bug: report it." },
}) {}

/** What is wrong with a file. */
export type StorageErrorCode = StorageError["code"];
