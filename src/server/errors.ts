import { declareErrors } from "../errors/index.ts";

/**
 * Why a server ends a session, or does not start one. These are not exceptions: they are sent to clients and logged.
 */
const serverErrors = declareErrors("server", {
  "client-disconnected": {
    meaning: "The client disconnected, and its session did not end when requested.",
    remedy: "Look for a step that never pauses. The session's process was killed.",
  },
  hung: {
    meaning: "A step computed without a pause for longer than it may.",
    remedy: "Correct the gadget that the message names, or raise --hang-timeout.",
  },
  "no-config": {
    meaning: "A client connected and did not send its config in time.",
    remedy: "Send it right after connecting, or raise the server's --config-timeout.",
  },
  "no-process": {
    meaning: "No process could be started for a session, several times in a row.",
    remedy: "The log says why: usually a lack of memory, or of processes. The server tries again by itself.",
  },
  "not-allowed": {
    meaning: "The client's address is not in the list of those that may connect.",
    remedy: "Add it to the server's --allow.",
  },
  "out-of-memory": {
    meaning: "A session used more memory than it may.",
    remedy: "Raise --session-memory, or send less data at a time.",
  },
  "process-died": {
    meaning: "The process of the session ended, or was ended from outside.",
    remedy: "The log says how; if a step is named, its gadget ended it.",
  },
  "shutting-down": {
    meaning: "The server is being stopped.",
    remedy: "Connect again when it runs; --grace gives running sessions more time.",
  },
  "time-limit": {
    meaning: "A session took longer than it may, and did not end when requested.",
    remedy: "Look for a step that never pauses, or raise --session-timeout.",
  },
});

/** What the server sends to a client that it rejects. */
export interface Refusal {
  readonly code: `server/${keyof typeof serverErrors}`;
  /** The message, with what to do. */
  readonly reason: string;
}
