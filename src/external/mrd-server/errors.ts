import { defineErrors } from "../../errors/index.ts";

/** A remote MRD server that does not do its part. The message names it and says what happened. */
export class PeerError extends defineErrors("peer", {
  unreachable: {
    meaning: "No server listens at the address of an `external` step, or it did not start in time.",
    remedy: "Start that server, correct `connect`, or raise the step's timeout.",
  },
  silent: {
    meaning: "A remote server has not responded for too long.",
    remedy: "Look at its log, or raise the step's timeout.",
  },
  died: { meaning: "The program of an `external` step ended.", remedy: "The message has its last lines." },
  closed: {
    meaning: "A remote server closed the connection too early.",
    remedy: "Look at its log: it may have failed without a message.",
  },
  "not-mrd": {
    meaning: "A remote server sends data that are not MRD.",
    remedy: "Check its address; a program must print nothing else on its standard output.",
  },
  "unexpected-data": {
    meaning: "A remote server sends data of a kind that was not requested.",
    remedy: "Name the kind in the step's `returns`, or correct the server.",
  },
  failed: { meaning: "A remote server reports a failure.", remedy: "The message quotes its report." },
}) {}
