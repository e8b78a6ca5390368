import type { ChainErrorCode } from "../../chain/index.ts";
import type { GadgetErrorCode } from "../../gadget-api/index.ts";
import type { Entries } from "./entry.ts";

export const chain: Entries<ChainErrorCode> = {
  invalid: {
    meaning: "The text of a chain has mistakes.",
    remedy: "Each line of the message names a place and the fix; `larmor check` finds them before a client does.",
  },
  "not-a-name": {
    meaning: "A client's config is no name: it is too long, or has a path or control characters in it.",
    remedy: "Send the chain's name alone; `larmor pipelines` lists them.",
  },
  unknown: {
    meaning: "There is no chain of that name.",
    remedy: "Choose one that the message lists, add its folder with --pipelines, or let --defaultConfig run instead.",
  },
  "bad-parameter": {
    meaning: "A step of the chain refuses a value that was given to one of its parameters.",
    remedy: "Give a value that the message allows; `larmor pipelines NAME` lists the parameters.",
  },
  "not-accepted": {
    meaning: "The chain has no step for the kind of data that came: readouts, or images.",
    remedy: "Choose a chain that takes them; `larmor pipelines` says what each is for.",
  },
  "step-failed": {
    meaning: "A step threw an error that it does not explain: a mistake in the gadget.",
    remedy: "The log has the error with its stack; `larmor test gadget FILE` repeats it where it is an author's.",
  },
};

export const gadget: Entries<GadgetErrorCode> = {
  "bad-center": {
    meaning: "A readout's centre is not within its samples.",
    remedy: "Correct center_sample, or discard_pre and discard_post, in what sends it.",
  },
  "bad-geometry": {
    meaning: "Matrix sizes or fields of view in the header don't go together.",
    remedy: "Correct encodedSpace and reconSpace of the header.",
  },
  "bad-message": {
    meaning: "A gadget made a message whose sizes contradict its data.",
    remedy: "Correct the gadget that the message names.",
  },
  "bad-range": {
    meaning: "A range of pixel values is empty, or its bounds are no numbers.",
    remedy: "Correct the step's bounds, or look for samples that are no numbers.",
  },
  "bad-shape": {
    meaning: "Another program returned an array of another shape than was wanted.",
    remedy: "Correct its command, so that it keeps or makes the dimensions that the message names.",
  },
  "branch-waits": {
    meaning: "A branch waits for another one with more data than it may hold.",
    remedy: "Let both branches work on the same amounts, choose another order, or raise maxBytes.",
  },
  "bucket-too-large": {
    meaning: "More is collected for one image than the step may hold.",
    remedy: "Check that the trigger fires, or raise maxBytes or the server's --session-memory.",
  },
  "coil-mismatch": {
    meaning: "Readouts, or noise and readouts, have different numbers of channels.",
    remedy: "Measure the noise with the same coils, or send data of different coils apart.",
  },
  "empty-readout": {
    meaning: "A readout has no samples, or no channels.",
    remedy: "Leave it out, or correct discard_pre and discard_post.",
  },
  "header-required": {
    meaning: "A step needs the measurement's header, and the client sent none in MRD's XML.",
    remedy: "Send the header, or choose a chain that needs none.",
  },
  "k-space-too-large": {
    meaning: "The header's matrix and counters make a k-space that takes more memory than the step may have.",
    remedy: "Check encodedSpace and encodingLimits, or raise maxBytes or the server's --session-memory.",
  },
  "no-branch": {
    meaning: "No branch of a route takes a message.",
    remedy: "Add a branch for it to the route, or one that takes all others.",
  },
  "no-coil": {
    meaning: "No coil is left after those that were to be left out.",
    remedy: "Correct the coils' names or numbers in the chain.",
  },
  "not-finite": {
    meaning: "Samples are no numbers (NaN), infinite or too large to compute with.",
    remedy: "Look for the receiver, or the program, that makes them.",
  },
  "not-float": {
    meaning: "A step needs pixels that are floating-point numbers, and got others.",
    remedy: "Put it in front of the step that makes whole numbers of them.",
  },
  "not-real": {
    meaning: "A step needs real pixels, and got complex ones.",
    remedy: "Put `extract` in front of it.",
  },
  "not-saved": {
    meaning: "Messages of a step can't be written to a file.",
    remedy: "The message says why: make room, or correct the rights of the folder.",
  },
  "outside-limits": {
    meaning: "A readout's counter is outside of the limits that the header gives.",
    remedy: "Correct encodingLimits of the header, or the counter.",
  },
  "readout-mismatch": {
    meaning: "A readout differs in samples or channels from those of the same k-space.",
    remedy: "Send readouts of one k-space alike; navigators need their flag, or `ignore-readouts`.",
  },
  "result-too-large": {
    meaning: "What a step would make takes more memory than it may have.",
    remedy: "Check the matrix of reconSpace, or raise the server's --session-memory.",
  },
  "several-channels": {
    meaning: "A step needs images of one channel.",
    remedy: "Combine the coils in front of it.",
  },
  "singular-noise": {
    meaning: "The noise does not tell the coils apart: one is dead, or a combination of others.",
    remedy: "Look at the coil that the message names, or let the chain go on with onSingular.",
  },
  "too-little-noise": {
    meaning: "There are fewer samples of noise than coils.",
    remedy: "Measure more noise.",
  },
  "too-many-images": {
    meaning: "More images are held at once than fit.",
    remedy: "Send fewer of them at once, or raise maxBytes or the server's --session-memory.",
  },
  "unknown-coil": {
    meaning: "A coil's name is not in the header.",
    remedy: "Choose one of coilLabel; `larmor info` prints them.",
  },
  "unknown-encoding": {
    meaning: "A readout belongs to an encoding that the header does not describe.",
    remedy: "Correct encoding_space_ref, or add the encoding to the header.",
  },
};
