import { defineErrors } from "../../errors/index.ts";

const WireError = defineErrors("wire", {
  idle: {
    meaning: "The other side neither sent nor accepted a byte within the time limit.",
    remedy: "Check whether it hangs, or raise the server's --idle-timeout.",
  },
});

/** The other side neither sent nor accepted a byte within the time limit. */
export class IdleError extends WireError<"idle"> {
  override readonly name = "IdleError";

  constructor(message: string) {
    super("idle", message);
  }
}
