import type { StorageErrorCode } from "../../formats/mrd-hdf5/index.ts";
import type { MrdErrorCode } from "../../mrd/index.ts";
import type { PictureErrorCode } from "../../rendering/index.ts";
import type { PhantomError } from "../../simulator/index.ts";
import type { Entries } from "./entry.ts";

export const mrd: Entries<MrdErrorCode> = {
  "unknown-message": {
    meaning: "A message has a number that MRD does not define: the stream is not MRD, or out of step.",
    remedy: "Look whether the message before it has the length that its header says.",
  },
  "deprecated-message": {
    meaning: "A message is of a kind that MRD no longer has, or that is private to Gadgetron.",
    remedy: "Send the kind that took its place.",
  },
  "message-too-large": {
    meaning: "A message is announced longer than is accepted.",
    remedy: "Raise the server's --max-message or --max-text, if the length is what was meant.",
  },
  truncated: {
    meaning: "The stream ended within a message.",
    remedy: "Look why the other side, or the network, ended early.",
  },
  "malformed-message": {
    meaning: "A message contradicts itself.",
    remedy: "Correct what makes it: the message names the field.",
  },
  "unknown-compression": {
    meaning: "A readout is compressed in a way that is not supported.",
    remedy: "Send it uncompressed, or by NHLBI's or ZFP's way that docs/gadgetron.md names.",
  },
  "malformed-header": {
    meaning: "The XML header is not what ismrmrd.xsd describes.",
    remedy: "Correct the element that the message names; `xmllint --schema` finds such mistakes.",
  },
  "malformed-attributes": {
    meaning: "The attributes of an image are no XML of MRD.",
    remedy: "Correct what makes the image.",
  },
};

export const storage: Entries<StorageErrorCode> = {
  "not-found": { meaning: "There is no such file.", remedy: "Correct its path." },
  "not-hdf5": {
    meaning: "A file is not HDF5, or was cut short.",
    remedy: "Copy it again; vendors' raw data have to be converted to MRD first.",
  },
  "not-mrd": {
    meaning: "An HDF5 file holds what MRD does not define.",
    remedy: "Choose the group that is MRD with --in-group, or another file.",
  },
  "not-a-recording": {
    meaning: "A file is no recording of a session.",
    remedy: "Choose a .pcapng file that `larmor serve --record` wrote.",
  },
  "file-exists": {
    meaning: "A path is taken: a writer uses it, or left it behind.",
    remedy: "Choose another name, or delete the file that the message names once nobody writes to it.",
  },
  "file-changed": {
    meaning: "Someone changed a file while a group was being added to it.",
    remedy: "Try again; let one program write to a file at a time.",
  },
  "file-deleted": {
    meaning: "Someone deleted a file while it was being written: what was written is lost.",
    remedy: "Keep clean-up jobs away from the folder.",
  },
  "group-exists": {
    meaning: "A group of that name is in the file, and is never overwritten.",
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
    remedy: "Write the file anew with a current ISMRMRD library.",
  },
  "malformed-message": {
    meaning: "A message contradicts itself, so that a file can't hold it.",
    remedy: "Correct what makes it; a saving goes on without it.",
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
    remedy: "Make room, or correct the rights of the folder; what was saved before stays valid.",
  },
  closed: { meaning: "A file was used after it was closed.", remedy: "This is a mistake of the program: report it." },
};

export const phantom: Entries<PhantomError["code"]> = {
  "bad-option": {
    meaning: "No measurement can have these options.",
    remedy: "Give a value that the message allows; `larmor phantom --help` lists them.",
  },
};

export const picture: Entries<PictureErrorCode> = {
  "no-images": { meaning: "There is no image to show.", remedy: "Choose a group that has some: `larmor info`." },
  "no-such-image": {
    meaning: "A number is past the end of the series.",
    remedy: "`larmor info` prints how many images there are.",
  },
  "series-ambiguous": { meaning: "There are several image series.", remedy: "Name one; the message lists them." },
  "bad-option": { meaning: "An option is out of its range.", remedy: "Give a value that the message allows." },
  "picture-too-large": {
    meaning: "The picture would be larger than viewers take.",
    remedy: "Show fewer images at once.",
  },
};
