import { defineErrors } from "../errors/index.ts";

/**
 * An expected failure of a gadget: bad data, or a header that lacks what the step needs. The message says what was
 * wrong and what to do; the chain adds its own name, the step and the scan counter. A gadget with failures of its own
 * declares them with `defineErrors`.
 */
export class GadgetError extends defineErrors(
  "gadget",
  {
    "bad-center": {
      meaning: "A readout's centre is not within its samples.",
      remedy: "Correct center_sample, or discard_pre and discard_post, in the program that sends it.",
    },
    "bad-geometry": {
      meaning: "Matrix sizes or fields of view in the header contradict each other.",
      remedy: "Correct encodedSpace and reconSpace of the header.",
    },
    "bad-message": {
      meaning: "A gadget produced an inconsistent message.",
      remedy: "Correct the gadget that the message names.",
    },
    "bad-range": {
      meaning: "A range of pixel values is empty, or its bounds are NaN.",
      remedy: "Correct the step's bounds, or look for samples that are NaN.",
    },
    "bad-shape": {
      meaning: "Another program returned an array of an unexpected shape.",
      remedy: "Correct its command, so that it keeps or produces the dimensions that the message names.",
    },
    "branch-waits": {
      meaning: "A branch waits for another one, and holds more data than it may.",
      remedy: "Let both branches produce the same amount of data, choose another order, or raise maxBytes.",
    },
    "bucket-too-large": {
      meaning: "The data collected for one image take more memory than the step may use.",
      remedy: "Check that the trigger fires, or raise maxBytes or the server's --session-memory.",
    },
    "coil-mismatch": {
      meaning: "Readouts, or noise and readouts, have different numbers of channels.",
      remedy: "Measure the noise with the same coils, or send data of different coils separately.",
    },
    "empty-readout": {
      meaning: "A readout has no samples, or no channels.",
      remedy: "Leave it out, or correct discard_pre and discard_post.",
    },
    epi: {
      meaning: "The readouts are EPI, whose alternating lines need a phase correction.",
      remedy: "Use the chain epi, or put epi-regrid and epi-phase before the step that places readouts.",
    },
    "frames-too-large": {
      meaning: "Frames that wait for the weights or coil maps of their slice, and what is kept, take too much memory.",
      remedy:
        "Send calibration with the first frame of each slice, use fewer mapFrames, or raise maxBytes or the server's " +
        "--session-memory.",
    },
    "header-required": {
      meaning: "A step needs the measurement's header, and the client sent none.",
      remedy: "Send the header, or choose a chain that does not need it.",
    },
    "too-much-work": {
      meaning: "A step would compute for more than ten minutes without a pause, because of the number of coils.",
      remedy:
        "Reduce the number of coils, for example by coil-pca and coil-reduction, or choose a chain whose steps take less time.",
    },
    "k-space-too-large": {
      meaning: "The header's matrix and counters describe a k-space that takes more memory than the step may use.",
      remedy: "Check encodedSpace and encodingLimits, or raise maxBytes or the server's --session-memory.",
    },
    "lines-not-counted": {
      meaning: "The trajectories of readouts have more lines than their counters.",
      remedy: "Set kspace_encode_step_1 and kspace_encode_step_2 in the program that sends them.",
    },
    "no-branch": {
      meaning: "No branch of a route accepts a message.",
      remedy: "Add a branch for it to the route, or one that accepts all others.",
    },
    "no-coil": {
      meaning: "All coils are excluded.",
      remedy: "Correct the coils' names or numbers in the chain.",
    },
    "not-cartesian": {
      meaning: "The readouts are not lines of a Cartesian grid.",
      remedy: "Choose a chain for their trajectory.",
    },
    "not-finite": {
      meaning: "Samples are NaN, infinite, or too large to compute with.",
      remedy: "Look for the receiver, or the program, that produces them.",
    },
    "not-float": {
      meaning: "A step needs floating-point pixels, but received another type.",
      remedy: "Put it before the step that converts them to integers.",
    },
    "not-real": {
      meaning: "A step needs real pixels, but received complex ones.",
      remedy: "Put `extract` before it.",
    },
    "not-saved": {
      meaning: "The messages of a step cannot be written to a file.",
      remedy: "The message says why: free some space, or correct the permissions of the folder.",
    },
    "readout-mismatch": {
      meaning: "A readout differs in samples or channels from other readouts of the same k-space.",
      remedy: "Send all readouts of one k-space with the same size; navigators need their flag, or `ignore-readouts`.",
    },
    "result-too-large": {
      meaning: "The result of a step takes more memory than it may use.",
      remedy: "Check the matrix of reconSpace, or raise the server's --session-memory.",
    },
    "several-channels": {
      meaning: "A step needs images of one channel.",
      remedy: "Combine the coils before it.",
    },
    "singular-noise": {
      meaning: "The noise covariance is singular: a coil is dead, or a linear combination of other coils.",
      remedy: "Check the coil that the message names, or let the chain continue with onSingular.",
    },
    "slices-not-counted": {
      meaning: "Readouts of different slices have the same counters.",
      remedy: "Set idx.slice in the program that sends them.",
    },
    spectroscopy: {
      meaning: "The readouts are a spectrum, not an image.",
      remedy: "Use the chain spectroscopy.",
    },
    "too-little-noise": {
      meaning: "There are fewer noise samples than coils.",
      remedy: "Measure more noise.",
    },
    "too-many-images": {
      meaning: "Images that are held at the same time take more memory than the step may use.",
      remedy: "Send fewer at a time, or raise maxBytes or the server's --session-memory.",
    },
    "too-many-series": {
      meaning: "Images would need more series than there are numbers for.",
      remedy: "Choose a counter of fewer values for seriesBy.",
    },
    "unknown-coil": {
      meaning: "A coil's name is not in the header.",
      remedy: "Choose one of coilLabel; `larmor info` prints them.",
    },
    "unknown-encoding": {
      meaning: "A readout belongs to an encoding that the header does not describe.",
      remedy: "Correct encoding_space_ref, or add the encoding to the header.",
    },
  },
  {
    // A third-party gadget may use codes that it does not declare.
    open: true,
  },
) {}

/** Errors of the built-in gadgets. */
export type GadgetErrorCode = GadgetError["code"];
