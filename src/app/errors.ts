import { defineErrors } from "../errors/index.ts";

/** A command that failed. The message says what was wrong and what to do. */
export class CommandError extends defineErrors("command", {
  "no-such-file": { meaning: "There is no such file.", remedy: "Correct its path." },
  "no-such-gadget": {
    meaning: "There is no gadget of that name.",
    remedy: "`larmor gadgets` lists them; --gadgets adds a folder.",
  },
  "no-such-code": { meaning: "The catalogue has no such code.", remedy: "`larmor errors` lists them." },
  "bad-settings": {
    meaning: "A settings file, or a LARMOR_ variable, has an unknown setting or an invalid value.",
    remedy: "Correct what the message names; `larmor serve --help` lists the settings.",
  },
  "wrong-options": { meaning: "Options can't be combined.", remedy: "Read the command's --help." },
  "nothing-to-send": {
    meaning: "A group has neither readouts nor images.",
    remedy: "Choose another with -g; `larmor info` lists them.",
  },
  "no-images": {
    meaning: "A chain for images produced none from a measurement.",
    remedy: "Look at the step that the message names; `larmor explain` shows the input and output of each.",
  },
  "unknown-parameter": {
    meaning: "A chain has no parameter of a name that -P sets.",
    remedy: "Correct the name; `larmor pipelines NAME` lists a chain's parameters.",
  },
  "nothing-to-show": {
    meaning: "A group does not have the requested image, or has no images.",
    remedy: "`larmor info` prints how many images there are.",
  },
  failed: { meaning: "Something failed and has been reported.", remedy: "Read the lines above." },
}) {}
