import { defineErrors } from "../../errors/index.ts";

/** Bytes that are not a yardl stream, or one that cannot be read. The message gives the offset. */
export class YardlError extends defineErrors("yardl", {
  truncated: {
    meaning: "The file ends within a value: its writer has not finished, or a copy is incomplete.",
    remedy: "Wait until the program that writes the file has finished, or copy it again.",
  },
  malformed: {
    meaning: "The bytes contradict the schema at the start of the stream: the file is damaged.",
    remedy: "Copy the file again, or write it again with the MRD 2 library.",
  },
  "unknown-schema": {
    meaning: "The schema at the start of the stream is unreadable, is another protocol, or lacks what MRD needs.",
    remedy: "Convert MRD 2 streams, versions 2.0 to 2.2, or update Larmor.",
  },
  "unsupported-version": {
    meaning: "The stream has another version of yardl's binary encoding.",
    remedy: "Write it again with a library that writes version 1, or update Larmor.",
  },
  unrepresentable: {
    meaning: "A value does not fit into the type that the schema gives it.",
    remedy: "This is a limit of MRD 2: the message names the field and the value.",
  },
}) {}
