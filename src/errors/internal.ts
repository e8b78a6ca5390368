import { declareErrors } from "./registry.ts";

declareErrors("larmor", {
  internal: {
    meaning: "Unexpected internal error: a bug in Larmor.",
    remedy:
      "The log has its stack trace. Report it, with a recording (--record) that reproduces it and has no patient data.",
  },
});

// Those that occur most often; `man errno` lists the others.
declareErrors(
  "system",
  {
    EACCES: {
      meaning: "This user may not use a file or port.",
      remedy: "Correct its permissions, or choose another.",
    },
    EADDRINUSE: { meaning: "Another program listens on that port.", remedy: "End it, or choose another with --port." },
    EADDRNOTAVAIL: { meaning: "This machine does not have that address.", remedy: "Correct --host." },
    EAI_AGAIN: {
      meaning: "The name of a computer can't be looked up now.",
      remedy: "Correct the name, or use an address; check the network's name server.",
    },
    EISDIR: { meaning: "A folder is where a file should be.", remedy: "Correct the path." },
    EMFILE: {
      meaning: "Too many files and connections are open.",
      remedy: "Raise `ulimit -n`, or lower --max-sessions.",
    },
    ENOENT: { meaning: "There is no such file or folder.", remedy: "Correct the path." },
    ENOTFOUND: { meaning: "The host name is unknown.", remedy: "Correct the name, or use an address." },
    ENOSPC: { meaning: "The disk is full.", remedy: "Free some space." },
    ENOTDIR: { meaning: "A file is where a folder should be.", remedy: "Correct the path." },
    EPERM: { meaning: "This user may not do that.", remedy: "Correct the permissions of the file or folder." },
    EROFS: { meaning: "The disk is read-only.", remedy: "Choose another folder." },
  },
  { open: true },
);
