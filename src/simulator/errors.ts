import { defineErrors } from "../errors/index.ts";

/** Options that no measurement can have. The message names the option and its range. */
export class PhantomError extends defineErrors("phantom", {
  "bad-option": {
    meaning: "No measurement can have these options.",
    remedy: "Give a value that the message allows; `larmor phantom --help` lists them.",
  },
}) {
  constructor(message: string) {
    super("bad-option", message);
  }
}
