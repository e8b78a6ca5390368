import { gadgetClass, noStep } from "../gadget-class.ts";
import { anyOf, integer, noEffect, only, parameter } from "../rules.ts";

/** Gadgets of Gadgetron for EPI. */
export const epiClasses = [
  gadgetClass({
    names: ["EPIReconXGadget"],
    becomes: "epi-regrid",
    properties: { verboseMode: noEffect("it only monitors Gadgetron") },
    translate: () => ({ steps: [{ gadget: "epi-regrid", parameters: { pixels: "gadgetron" } }] }),
  }),
  gadgetClass({
    names: ["EPICorrGadget"],
    becomes: "epi-phase",
    properties: {
      B0CorrectionMode: parameter("drift", anyOf({ none: "none", mean: "mean", linear: "linear" })),
      OEPhaseCorrectionMode: parameter(
        "oddEven",
        anyOf({ none: "none", mean: "mean", linear: "linear", polynomial: "polynomial" }),
        "polynomial",
      ),
      navigatorParameterFilterLength: parameter("filter", integer),
      navigatorParameterFilterExcludeVols: only(0, integer, "the fit includes the first repetitions"),
      referenceNavigatorNumber: noEffect("all navigators weight the fit over repetitions"),
      verboseMode: noEffect("it only monitors Gadgetron"),
    },
  }),
  noStep("readouts stay in image space, which the following steps accept", "FFTXGadget"),
  noStep("regridded readouts are never longer than the encoded matrix", "CutXGadget"),
  noStep(
    "the calibration of another encoding, of any matrix, is the reference of the images of its slice",
    "OneEncodingGadget",
  ),
];
