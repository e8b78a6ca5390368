import { defineErrors } from "../errors/index.ts";

/** Errors of a chain, or of a request for one. Each code has a class of its own, declared where it is thrown. */
export const ChainFailure = defineErrors("chain", {
  invalid: {
    meaning: "The text of a chain has errors.",
    remedy:
      "Each line of the message gives a location and the fix; `larmor check` reports them before a client connects.",
  },
  "not-a-name": {
    meaning: "A client's config is not a valid name: it is too long, or contains a path or control characters.",
    remedy: "Send only the chain's name; `larmor pipelines` lists them.",
  },
  unknown: {
    meaning: "There is no chain of that name.",
    remedy: "Choose one that the message lists, add its folder with --pipelines, or let --defaultConfig run instead.",
  },
  "bad-parameter": {
    meaning: "A step of the chain refuses the value of a parameter.",
    remedy: "Give a value that the message allows; `larmor pipelines NAME` lists the parameters.",
  },
  "not-accepted": {
    meaning: "The chain has no step for this kind of data: readouts, or images.",
    remedy: "Choose a chain that accepts them; `larmor pipelines` says what each is for.",
  },
  "step-failed": {
    meaning: "A step threw an undeclared error: a bug in the gadget.",
    remedy:
      "The log has the error with its stack trace; `larmor test gadget FILE` reproduces it for a gadget of your own.",
    wrapsCause: true,
  },
  stalled: {
    meaning: "A third-party step did not complete, or produced nothing, for longer than it may.",
    remedy: "Correct the gadget that the message names, so that it completes, or raise --hang-timeout.",
  },
});

/** A step for which a run has waited too long. */
export class StalledError extends ChainFailure<"stalled"> {
  override readonly name = "StalledError";

  constructor(message: string) {
    super("stalled", message);
  }
}
