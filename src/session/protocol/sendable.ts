import type { Message } from "../../gadget-api/index.ts";
import type { DataMessage } from "../../mrd/index.ts";

/** Only messages of the protocol can be sent to a client; this is checked when a chain is compiled. @throws TypeError */
export function requireSendable(message: Message): asserts message is DataMessage {
  switch (message.kind) {
    case "bucket":
    case "buffer":
    case "image-array":
    case "aside":
      throw new TypeError(`a ${message.kind} can't be sent`);
    default:
  }
}
