import type { ClientErrorCode } from "../../client/index.ts";
import type { IdleError } from "../../protocols/mrd1/index.ts";
import type { ServerErrorCode } from "../../server/index.ts";
import type { SessionErrorCode } from "../../session/index.ts";
import type { Entries } from "./entry.ts";

export const wire: Entries<IdleError["code"]> = {
  idle: {
    meaning: "The other side neither sent nor took a byte for longer than it may.",
    remedy: "Look whether it hangs, or raise the server's --idle-timeout.",
  },
};

export const session: Entries<SessionErrorCode> = {
  "out-of-place": {
    meaning: "A message came where the protocol has no place for it.",
    remedy: "Send config, header, perhaps parameters, data and CLOSE, in this order.",
  },
  "parameters-too-large": {
    meaning: "The JSON parameters behind the header are longer, deeper or more than the server reads.",
    remedy: "Send the values that the chain has parameters for, and no more.",
  },
  "time-limit": {
    meaning: "The session took longer than it may.",
    remedy: "Raise the server's --session-timeout.",
  },
  "noise-damaged": {
    meaning: "A file of kept noise can't be read.",
    remedy: "Delete it and measure the noise again.",
  },
  "noise-folder-shared": {
    meaning: "Others may write to the folder of kept noise, and could change images by it.",
    remedy: "Choose a folder of your own with --noise-folder, or take their rights away.",
  },
};

export const server: Entries<ServerErrorCode> = {
  hung: {
    meaning: "A step was at work without a pause for longer than it may.",
    remedy: "Correct the gadget that the message names, or raise --hang-timeout.",
  },
  "no-process": {
    meaning: "No process for a session could be started, several times in a row.",
    remedy: "The log says why: mostly memory, or the number of processes. The server tries again by itself.",
  },
  "not-allowed": {
    meaning: "The client's address is not in the list of those that may connect.",
    remedy: "Add it to the server's --allow.",
  },
  "out-of-memory": {
    meaning: "A session took more memory than it may.",
    remedy: "Raise --session-memory, or send less at once.",
  },
  "process-died": {
    meaning: "The process of the session ended, or was ended from outside.",
    remedy: "The log has how; where a step is named, its gadget ended it.",
  },
  "shutting-down": {
    meaning: "The server is being stopped.",
    remedy: "Connect again when it runs; --grace gives running sessions longer.",
  },
  "time-limit": {
    meaning: "A session took longer than it may, and did not end when told to.",
    remedy: "Look for a step that never pauses, or raise --session-timeout.",
  },
};

export const client: Entries<ClientErrorCode> = {
  "no-server": {
    meaning: "Nobody listens at that address.",
    remedy: "Start `larmor serve`, with -H for other machines, or correct --address and --port.",
  },
  "parameters-not-json": {
    meaning: "The parameters to send are not JSON.",
    remedy: "Correct the file that the message names, or the input's configAdditional.",
  },
};
