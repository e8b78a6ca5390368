import { defineErrors } from "../errors/index.ts";

/** Other codes of this family are in `src/authoring/errors.ts`. */
const AuthoringError = defineErrors("authoring", {
  "not-loadable": {
    meaning: "A third-party gadget or its test cases cannot be loaded.",
    remedy: "Correct the file at the line that the message names.",
  },
});

/** A third-party gadget that cannot be loaded. The message names its file, and the line if it is known. */
export class GadgetLoadError extends AuthoringError<"not-loadable"> {
  override readonly name = "GadgetLoadError";

  constructor(message: string, options?: ErrorOptions) {
    super("not-loadable", message, options);
  }
}
