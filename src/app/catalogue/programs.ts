import type { AuthoringErrorCode } from "../../plugins/index.ts";
import type { CommandErrorCode } from "../command-error.ts";
import type { Entries } from "./entry.ts";

export const authoring: Entries<AuthoringErrorCode> = {
  "not-loadable": {
    meaning: "A gadget of an author's, or its cases, can't be used.",
    remedy: "Correct the file at the line that the message names.",
  },
  "bad-name": {
    meaning: "A gadget can't have that name.",
    remedy: "Use small letters and digits, words joined by '-'.",
  },
  "file-exists": { meaning: "A file of that name is there already.", remedy: "Choose another name." },
  "bad-parameter": {
    meaning: "The gadget refuses the value of a parameter.",
    remedy: "Give one that the message allows.",
  },
  "no-place": {
    meaning: "A chain has no place where the gadget can be tried.",
    remedy: "Name another chain with --config: one without branches, in which its kind of message comes by.",
  },
};

export const command: Entries<CommandErrorCode> = {
  "no-such-file": { meaning: "There is no such file.", remedy: "Correct its path." },
  "no-such-gadget": {
    meaning: "There is no gadget of that name.",
    remedy: "`larmor gadgets` lists them; --gadgets adds a folder.",
  },
  "no-such-code": { meaning: "The catalogue has no such code.", remedy: "`larmor errors` lists them." },
  "bad-settings": {
    meaning: "A settings file, or a LARMOR_ variable, says what is no setting.",
    remedy: "Correct what the message names; `larmor serve --help` lists the settings.",
  },
  "wrong-options": { meaning: "Options don't go together.", remedy: "Read the command's --help." },
  "nothing-to-send": {
    meaning: "A group has neither readouts nor images.",
    remedy: "Choose another with --in-group; `larmor info` lists them.",
  },
  "nothing-to-show": {
    meaning: "A group does not have the image that is asked for, or none at all.",
    remedy: "`larmor info` prints how many images there are.",
  },
  failed: { meaning: "Something failed, and said so.", remedy: "Read the lines above." },
};

/** Of the operating system: those that are seen most. Others are listed by `man errno`. */
export const system: Entries<
  "EACCES" | "EADDRINUSE" | "EADDRNOTAVAIL" | "EISDIR" | "EMFILE" | "ENOENT" | "ENOSPC" | "ENOTDIR" | "EPERM" | "EROFS"
> = {
  EACCES: { meaning: "A file or port may not be used by this user.", remedy: "Correct its rights, or choose another." },
  EADDRINUSE: { meaning: "Another program listens on that port.", remedy: "End it, or choose another with --port." },
  EADDRNOTAVAIL: { meaning: "This machine does not have that address.", remedy: "Correct --host." },
  EISDIR: { meaning: "A folder is where a file should be.", remedy: "Correct the path." },
  EMFILE: {
    meaning: "Too many files and connections are open.",
    remedy: "Raise `ulimit -n`, or lower --max-sessions.",
  },
  ENOENT: { meaning: "There is no such file or folder.", remedy: "Correct the path." },
  ENOSPC: { meaning: "The disk is full.", remedy: "Make room." },
  ENOTDIR: { meaning: "A file is where a folder should be.", remedy: "Correct the path." },
  EPERM: { meaning: "This user may not do that.", remedy: "Correct the rights of the file or folder." },
  EROFS: { meaning: "The disk may only be read.", remedy: "Choose another folder." },
};

export const larmor: Entries<"internal"> = {
  internal: {
    meaning: "Nobody foresaw this error: a mistake in Larmor.",
    remedy: "The log has its stack. Report it, with a recording (--record) that repeats it and has no patient's data.",
  },
};
