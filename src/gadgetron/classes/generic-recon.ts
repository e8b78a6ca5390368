import { type GadgetClass, gadgetClass, noStep, type WrittenStep } from "../gadget-class.ts";
import { anyOf, deciding, flag, integer, noEffect, number, only, parameter } from "../rules.ts";
import { common, genericGrappaClasses } from "./generic-grappa.ts";

const skipping = noEffect("maps of the g-factor are never filtered, and images have no such attribute");

const windows = anyOf({ Gaussian: "gaussian", Hanning: "hann", TaperedHanning: "tukey", None: "none" });
const window = (axis: string) =>
  deciding(windows, "gaussian", `\`${axis}\`: Gaussian, Hanning (hann), TaperedHanning (tukey), None`);
const sigma = deciding(number, 1, "`sigma` of that axis");
const width = deciding(number, 0.15, "`width` of that axis");

/** One step for axes with the same parameters, and another for each axis with different ones. */
function filters(axes: readonly { axis: string; window: string; sigma: number; width: number }[]): WrittenStep[] {
  const steps: WrittenStep[] = [];
  for (const { axis, window, ...numbers } of axes.filter((each) => each.window !== "none")) {
    const before = steps.at(-1);
    const same = before?.parameters.sigma === numbers.sigma && before.parameters.width === numbers.width;
    if (same) steps[steps.length - 1] = { ...before!, parameters: { ...before!.parameters, [axis]: window } };
    else steps.push({ gadget: "image-filter", parameters: { ...numbers, [axis]: window } });
  }
  return steps;
}

const oneSession = "one session does all the work";
const otherWidth = "echoes are padded, not tapered";

/** Gadgets of Gadgetron's Generic_Cartesian chains. */
export const genericReconClasses: readonly GadgetClass[] = [
  ...genericGrappaClasses,
  gadgetClass({
    names: ["GenericReconPartialFourierHandlingFilterGadget"],
    becomes: "image-partial-fourier: { method: filter }",
    properties: {
      ...common,
      skip_processing_meta_field: skipping,
      partial_fourier_filter_RO_width: noEffect(otherWidth),
      partial_fourier_filter_E1_width: deciding(number, 0.15, "`taper`"),
      partial_fourier_filter_E2_width: deciding(number, 0.15, "the same; both must agree"),
      partial_fourier_filter_densityComp: only(false, flag, "the taper has unit mean square instead"),
    },
    translate: ({ partial_fourier_filter_E1_width: taper, partial_fourier_filter_E2_width: other }) => ({
      steps: [{ gadget: "image-partial-fourier", parameters: { method: "filter", taper } }],
      problems: taper === other ? [] : [`the widths of E1, ${taper}, and of E2, ${other}, must agree`],
    }),
  }),
  gadgetClass({
    names: ["GenericReconPartialFourierHandlingPOCSGadget"],
    becomes: "image-partial-fourier: { method: pocs }",
    properties: {
      ...common,
      skip_processing_meta_field: skipping,
      partial_fourier_POCS_iters: parameter("iterations", integer),
      partial_fourier_POCS_thres: parameter("threshold", number),
      partial_fourier_POCS_transitBand: noEffect("acquired data are unchanged, up to the edge"),
      partial_fourier_POCS_transitBand_E2: noEffect("acquired data are unchanged, up to the edge"),
    },
    translate: (_values, parameters) => ({
      steps: [{ gadget: "image-partial-fourier", parameters: { method: "pocs", ...parameters } }],
    }),
  }),
  gadgetClass({
    names: ["GenericReconKSpaceFilteringGadget"],
    becomes: "`image-filter`, one per set of different parameters",
    properties: {
      ...common,
      skip_processing_meta_field: skipping,
      filterRO: window("x"),
      filterRO_sigma: sigma,
      filterRO_width: width,
      filterE1: window("y"),
      filterE1_sigma: sigma,
      filterE1_width: width,
      filterE2: window("z"),
      filterE2_sigma: sigma,
      filterE2_width: width,
    },
    translate: (values) => ({
      steps: filters([
        { axis: "x", window: values.filterRO, sigma: values.filterRO_sigma, width: values.filterRO_width },
        { axis: "y", window: values.filterE1, sigma: values.filterE1_sigma, width: values.filterE1_width },
        { axis: "z", window: values.filterE2, sigma: values.filterE2_sigma, width: values.filterE2_width },
      ]),
    }),
  }),
  gadgetClass({ names: ["GenericReconFieldOfViewAdjustmentGadget"], becomes: "fov-adjust", properties: common }),
  gadgetClass({
    names: ["GenericReconNoiseStdMapComputingGadget"],
    becomes: "snr-deviation",
    properties: { ...common, start_N_for_std_map: parameter("start", integer) },
  }),
  gadgetClass({
    names: ["GenericReconImageArrayScalingGadget"],
    becomes: "scale",
    properties: {
      ...common,
      use_constant_scalingFactor: deciding(flag, true, "false: `factor: auto`"),
      scalingFactor: deciding(number, 4, "`factor`; `auto`, if not positive"),
      auto_scaling_only_once: parameter("once", flag),
      min_intensity_value: parameter("min", integer),
      max_intensity_value: parameter("max", integer),
      use_dedicated_scalingFactor_meta_field: noEffect("maps of standard deviations have their own factor"),
      scalingFactor_dedicated: noEffect("maps of standard deviations have their own factor"),
      scalingFactor_gfactor_map: parameter("gFactor", number),
      scalingFactor_snr_map: parameter("snr", number),
      scalingFactor_snr_std_map: parameter("deviation", number),
    },
    translate: ({ use_constant_scalingFactor: constant, scalingFactor }, { once, min, max, ...ofMaps }) => {
      const factor = constant && scalingFactor > 0 ? scalingFactor : "auto";
      const given = factor === "auto" ? { once, min, max } : {};
      const own = Object.entries({ ...given, ...ofMaps }).filter(([, value]) => value !== undefined);
      return { steps: [{ gadget: "scale", parameters: { factor, ...Object.fromEntries(own) } }] };
    },
  }),
  gadgetClass({
    names: ["IsmrmrdAcquisitionDistributeGadget"],
    becomes: `no step: ${oneSession}`,
    properties: {
      parallel_dimension: noEffect(oneSession),
      use_this_node_for_compute: noEffect(oneSession),
      single_package_mode: noEffect(oneSession),
      cloud_node_xml_configuration: noEffect(oneSession),
    },
    translate: () => ({ steps: [] }),
  }),
  noStep(oneSession, "CollectGadget"),
];
