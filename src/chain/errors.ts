import { defineErrors } from "../errors/index.ts";

/** What is wrong with a chain, or with what was asked of it. Each code has a class of its own, where it is thrown. */
export const ChainFailure = defineErrors("chain", {
  invalid: {
    meaning: "The text of a chain has mistakes.",
    remedy: "Each line of the message names a place and the fix; `larmor check` finds them before a client does.",
  },
  "not-a-name": {
    meaning: "A client's config is not a valid name: it is too long, or contains a path or control characters.",
    remedy: "Send the chain's name alone; `larmor pipelines` lists them.",
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
    meaning: "A step threw an error that it does not explain: a bug in the gadget.",
    remedy:
      "The log has the error with its stack trace; `larmor test gadget FILE` reproduces it for a gadget of your own.",
    wrapsCause: true,
  },
});
