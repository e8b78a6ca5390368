import { defineErrors } from "../errors/index.ts";

/** A request of the page that cannot be answered. The message says why. */
export class ViewerError extends defineErrors("viewer", {
  "no-such-file": {
    meaning: "The page asks for a file that this server does not show.",
    remedy: "Reload the page; name the file when the viewer is started.",
  },
  "bad-request": {
    meaning: "A request to the viewer lacks a parameter, or has one of the wrong form.",
    remedy: "Reload the page; of an own program, correct the parameter that the message names.",
  },
  "outside-data": {
    meaning: "A request names a file that is not in the folder of `--data`, or that a symbolic link leads out of.",
    remedy: "Choose a file of the list, or start the server with the folder that contains the file.",
  },
  "no-such-chain": {
    meaning: "A request names a chain that does not exist any more.",
    remedy: "Reload the list of chains.",
  },
  "bad-chain-name": {
    meaning: "A chain is to be saved by a name that clients could not select.",
    remedy: "Choose a name of letters, digits, '.', '_' and '-'.",
  },
  "built-in-chain": {
    meaning: "A chain is to be saved by the name of one that comes with Larmor.",
    remedy: "Save it by another name.",
  },
  "no-own-folder": {
    meaning: "A chain is to be saved, and the server has no folder for own chains.",
    remedy: "Start the server with `--pipelines` and a folder.",
  },
  "chain-changed": {
    meaning: "The file of a chain was changed, removed or created by another program since the page read it.",
    remedy: "Copy the text, load the chain again and merge both, or save the text by another name.",
  },
  "chain-has-problems": {
    meaning: "A text with problems is to be saved as a chain: the next client that names it would get them as errors.",
    remedy: "Correct the problems that the editor lists.",
  },
  "too-many-jobs": {
    meaning: "More runs and explanations wait than the server accepts.",
    remedy: "Cancel some, or wait until they are done.",
  },
  "no-such-job": {
    meaning: "A request names a run or an explanation that the server has forgotten.",
    remedy: "Reload the page.",
  },
  "not-available": {
    meaning: "The thread that reads files and chains for the page took too long, or died.",
    remedy: "Try again. The log has the reason; a third-party gadget that never returns may be one.",
  },
}) {}
