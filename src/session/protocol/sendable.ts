import type { Message } from "../../gadget-api/index.ts";
import type { DataMessage } from "../../mrd/index.ts";

/** Only what the wire knows gets to a client: the chain's flow is checked when it is compiled. @throws TypeError */
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
