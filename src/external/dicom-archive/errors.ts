import { defineErrors } from "../../errors/index.ts";

/** A `store` step that cannot keep its images. The message says why, and what to do. */
export class ArchiveError extends defineErrors("archive", {
  "queue-failed": {
    meaning: "An image cannot be written to the queue of a `store` step, from which it would be sent to the archive.",
    remedy: "See the message: free space, permissions; or set `queue` in the chain to another folder.",
  },
  "queue-shared": {
    meaning: "Other users may write to the queue of a `store` step.",
    remedy: "Set `queue` in the chain to a folder that only this user may write to.",
  },
}) {}
