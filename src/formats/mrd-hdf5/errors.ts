import { defineErrors } from "../../errors/index.ts";

/** A file that cannot be read or written as MRD. The message names the file, the problem, and the remedy. */
export class StorageError extends defineErrors("storage", {
  "not-found": { meaning: "There is no such file.", remedy: "Correct its path." },
  "not-hdf5": {
    meaning: "A file is not HDF5, or is truncated.",
    remedy: "Copy it again. Convert vendors' raw data to MRD first.",
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
    meaning: "The path already exists: a writer is using the file, or left it there.",
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
    meaning: "The file has a group of that name, which is replaced only if that is asked for.",
    remedy: "Choose another name with --out-group (of `larmor phantom`: --dataset), or replace it with --overwrite.",
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
  "plane-missing": {
    meaning: "The images of a series have fewer channels or planes than the one that is asked for.",
    remedy: "Choose one that they have; they are counted from 0.",
  },
  "unsupported-layout": {
    meaning: "Members or types in a file differ from MRD's and cannot be converted.",
    remedy: "Write the file again with a current ISMRMRD library.",
  },
  "in-another-file": {
    meaning: "HDF5 keeps part of a file in another file: external raw storage, or a virtual dataset.",
    remedy: "Copy the values into the file itself, for example with h5py.",
  },
  "malformed-message": {
    meaning: "A message contradicts itself and cannot be stored in a file.",
    remedy: "Correct the program that produces it; the file is written without it.",
  },
  "invalid-name": {
    meaning: "This is not a valid name for a group or an array.",
    remedy: "Use a name other than '.', such as dataset; `a/b` is group b in group a.",
  },
  "read-failed": {
    meaning: "HDF5 cannot read contents that the file announces: the file is damaged.",
    remedy: "Copy it again, or restore a backup.",
  },
  "write-failed": {
    meaning: "The operating system refused to write: the disk is full or read-only.",
    remedy: "Free some space, or correct the permissions of the folder; data saved so far stay valid.",
  },
  closed: { meaning: "A file was used after it was closed.", remedy: "This is a bug: report it." },
}) {}

/** The problem with a file. */
export type StorageErrorCode = StorageError["code"];
