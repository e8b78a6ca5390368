import { type GadgetClass, gadgetClass, type WrittenStep } from "../gadget-class.ts";
import { anyOf, deciding, flag, integer, noEffect, number, only, parameter } from "../rules.ts";

/** Properties common to all of these gadgets. */
const watching = noEffect("it only monitors Gadgetron");
const common = { verbose: watching, perform_timing: watching, debug_folder: watching, time_tick: watching };
const skipping = noEffect("Larmor's images have no such attribute");

const fourierFirst = "it filters k-space before the coils are combined; Gadgetron's gadget filters combined images";

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
    else steps.push({ gadget: "kspace-filter", parameters: { ...numbers, [axis]: window } });
  }
  return steps;
}

/** Gadgets of Gadgetron's Generic_Cartesian chains without parallel imaging. */
export const genericReconClasses: readonly GadgetClass[] = [
  gadgetClass({
    names: ["GenericReconCartesianReferencePrepGadget"],
    becomes: "no step: coil maps are estimated from the images themselves",
    properties: {
      ...common,
      average_all_ref_N: noEffect("Larmor computes no such reference"),
      average_all_ref_S: noEffect("Larmor computes no such reference"),
      N_for_ref: noEffect("Larmor computes no such reference"),
      S_for_ref: noEffect("Larmor computes no such reference"),
      ref_fill_into_data_embedded: only(false, flag, "reference lines that are also image lines are part of the data"),
      prepare_ref_always: noEffect("Larmor computes no such reference"),
    },
    translate: () => ({ steps: [] }),
  }),
  gadgetClass({
    names: ["GenericReconEigenChannelGadget"],
    becomes: "no step: all coils are used",
    properties: {
      ...common,
      average_all_ref_N: noEffect("coils are not compressed"),
      average_all_ref_S: noEffect("coils are not compressed"),
      update_eigen_channel_coefficients: noEffect("coils are not compressed"),
      upstream_coil_compression: noEffect("coils are not compressed"),
      upstream_coil_compression_thres: noEffect("coils are not compressed"),
      upstream_coil_compression_num_modesKept: noEffect("coils are not compressed"),
    },
    translate: () => ({ steps: [], warnings: ["coils are not compressed: all are used"] }),
  }),
  gadgetClass({
    names: ["GenericReconCartesianFFTGadget"],
    becomes: "`fft: { grid: encoded }`, `coil-combine: { method: adaptive, maps: inati }`",
    properties: {
      ...common,
      image_series: noEffect("`extract` numbers the series"),
      coil_map_algorithm: only(
        "inati",
        anyOf({ Inati: "inati", Inati_Iter: "inati-iter" }),
        "iterated maps are not computed",
      ),
      coil_map_kernel_size_readout: parameter("kernel", integer, 7),
      coil_map_kernel_size_phase: noEffect("the kernel has the same length along all axes"),
      coil_map_num_iter: noEffect("it applies to Inati_Iter"),
      coil_map_thres_iter: noEffect("it applies to Inati_Iter"),
    },
    translate: (_values, parameters) => ({
      steps: [
        { gadget: "fft", parameters: { grid: "encoded" } },
        { gadget: "coil-combine", parameters: { method: "adaptive", maps: "inati", ...parameters } },
      ],
    }),
  }),
  gadgetClass({
    names: ["GenericReconPartialFourierHandlingFilterGadget"],
    becomes: "partial-fourier: { method: filter }",
    onKSpace: true,
    properties: {
      ...common,
      skip_processing_meta_field: skipping,
      partial_fourier_filter_RO_width: noEffect("echoes are padded, not tapered"),
      partial_fourier_filter_E1_width: deciding(number, 0.15, "`taper`"),
      partial_fourier_filter_E2_width: deciding(number, 0.15, "the same; both must agree"),
      partial_fourier_filter_densityComp: only(false, flag, "the taper has unit mean square instead"),
    },
    translate: ({ partial_fourier_filter_E1_width: taper, partial_fourier_filter_E2_width: other }) => ({
      steps: [{ gadget: "partial-fourier", parameters: { method: "filter", taper } }],
      warnings: [fourierFirst],
      problems: taper === other ? [] : [`the widths of E1, ${taper}, and of E2, ${other}, must agree`],
    }),
  }),
  gadgetClass({
    names: ["GenericReconPartialFourierHandlingPOCSGadget"],
    becomes: "partial-fourier: { method: pocs }",
    onKSpace: true,
    properties: {
      ...common,
      skip_processing_meta_field: skipping,
      partial_fourier_POCS_iters: parameter("iterations", integer),
      partial_fourier_POCS_thres: parameter("threshold", number),
      partial_fourier_POCS_transitBand: noEffect("acquired data are unchanged, up to the edge"),
      partial_fourier_POCS_transitBand_E2: noEffect("acquired data are unchanged, up to the edge"),
    },
    translate: (_values, parameters) => ({
      steps: [{ gadget: "partial-fourier", parameters: { method: "pocs", ...parameters } }],
      warnings: [fourierFirst],
    }),
  }),
  gadgetClass({
    names: ["GenericReconKSpaceFilteringGadget"],
    becomes: "`kspace-filter`, one per set of different parameters",
    onKSpace: true,
    properties: {
      ...common,
      skip_processing_meta_field: skipping,
      filterRO: window("e0"),
      filterRO_sigma: sigma,
      filterRO_width: width,
      filterE1: window("e1"),
      filterE1_sigma: sigma,
      filterE1_width: width,
      filterE2: window("e2"),
      filterE2_sigma: sigma,
      filterE2_width: width,
    },
    translate: (values) => ({
      steps: filters([
        { axis: "e0", window: values.filterRO, sigma: values.filterRO_sigma, width: values.filterRO_width },
        { axis: "e1", window: values.filterE1, sigma: values.filterE1_sigma, width: values.filterE1_width },
        { axis: "e2", window: values.filterE2, sigma: values.filterE2_sigma, width: values.filterE2_width },
      ]),
      warnings: [fourierFirst],
    }),
  }),
  gadgetClass({ names: ["GenericReconFieldOfViewAdjustmentGadget"], becomes: "fov-adjust", properties: common }),
  gadgetClass({
    names: ["GenericReconImageArrayScalingGadget"],
    becomes: "no step, where its factor is 1",
    properties: {
      ...common,
      use_constant_scalingFactor: only(true, flag, "images are not scaled, except by auto-scale"),
      scalingFactor: deciding(number, 4, "1 only: images are not scaled, except by auto-scale"),
      auto_scaling_only_once: noEffect("the factor is 1"),
      min_intensity_value: noEffect("the factor is 1"),
      max_intensity_value: noEffect("the factor is 1"),
      use_dedicated_scalingFactor_meta_field: skipping,
      scalingFactor_dedicated: skipping,
      scalingFactor_gfactor_map: noEffect("Larmor computes no such maps"),
      scalingFactor_snr_map: noEffect("Larmor computes no such maps"),
      scalingFactor_snr_std_map: noEffect("Larmor computes no such maps"),
    },
    translate: ({ scalingFactor }) => ({
      steps: [],
      problems:
        scalingFactor === 1
          ? []
          : [`scalingFactor is ${scalingFactor}; set it to 1, and scale images by AutoScaleGadget if necessary`],
    }),
  }),
];
