import { defineErrors } from "../errors/index.ts";

/** Invalid options of a measurement. The message names the option and its range. */
export class PhantomError extends defineErrors("phantom", {
  "bad-option": {
    meaning: "Options of a measurement are invalid.",
    remedy: "Use a value that the message allows; `larmor phantom --help` lists the options.",
  },
}) {
  constructor(message: string) {
    super("bad-option", message);
  }
}
