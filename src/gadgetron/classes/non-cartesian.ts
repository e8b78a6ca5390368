import { type GadgetClass, gadgetClass, noStep, type WrittenStep } from "../gadget-class.ts";
import { deciding, flag, integer, noEffect, number, only, parameter } from "../rules.ts";
import { common } from "./generic-grappa.ts";

const exact = noEffect("transforms are exact to 6e-6");
const device = noEffect("images are computed on the CPU");
const ownMaps = noEffect("coil maps come from the k-space centre of the images");
const ownSize = noEffect("images have the encoded matrix");
const oneStep = noEffect("one step reconstructs all sets and slices");

/** Images whose coil maps come from the first images of a slice, if an image has few spokes. */
const MAP_FRAMES = 5;

const preparation = {
  deviceno: device,
  buffer_length_in_rotations: ownMaps,
  buffer_frames_per_rotation: ownMaps,
  buffer_using_solver: ownMaps,
  buffer_convolution_kernel_width: ownMaps,
  buffer_convolution_oversampling_factor: ownMaps,
  propagate_csm_from_set: ownMaps,
  reconstruction_os_factor_x: ownSize,
  reconstruction_os_factor_y: ownSize,
  rotations_per_reconstruction: noEffect("images are reconstructed one by one"),
  frames_per_rotation: noEffect("coordinates come from the readouts or the header"),
  mode: noEffect("coordinates come from the readouts or the header"),
  use_multiframe_grouping: noEffect("images are reconstructed one by one"),
  output_timing: device,
  sliding_window_rotations: only(0, integer, "sliding windows count readouts; write a chain with sliding-window"),
};

const windows = "write a chain with sliding-window, such as radial-real-time";

/**
 * Gridding takes buckets, and coils that are not reduced stay as they are: the phases of principal components, which are
 * arbitrary, would affect coil maps where there is hardly any signal.
 */
function forGridding(step: WrittenStep, before: readonly WrittenStep[]): WrittenStep | undefined {
  if (step.gadget === "to-buffer") return undefined;
  const coils = before.find(({ gadget }) => gadget === "coil-reduction")?.parameters.coils;
  if (step.gadget !== "coil-pca" || coils === undefined) return step;
  return { ...step, parameters: { ...step.parameters, above: coils } };
}

/** Collects frames with their samples. @param readouts of a frame; 0: up to the next repetition */
function framesOf(readouts: number): readonly WrittenStep[] {
  const density = { gadget: "density", parameters: {} };
  if (readouts === 0) {
    return [
      { gadget: "accumulate", parameters: { trigger: "repetition", sort: "slice" } },
      { gadget: "trajectory", parameters: {} },
      density,
    ];
  }
  return [
    { gadget: "accumulate", parameters: { trigger: "count", count: readouts, sort: "slice" } },
    { gadget: "trajectory", parameters: { by: ["slice", "contrast", "set"] } },
    density,
  ];
}

/** The steps that prepare `sense`. */
function prepared(readouts: number) {
  const parameters = readouts > 0 ? { mapFrames: MAP_FRAMES } : {};
  return { steps: framesOf(readouts), amends: { gadget: "sense", parameters } };
}

/** Gadgets of Gadgetron for spokes and spirals. */
export const nonCartesianClasses: readonly GadgetClass[] = [
  noStep("`trajectory` computes coordinates from the header", "SpiralToGenericGadget"),
  gadgetClass({
    names: ["CPUGriddingReconGadget", "GriddingReconGadget"],
    becomes:
      "`trajectory`, `density: { method: gadgetron }`, `nufft: { scaling: grid }`, `coil-combine: { method: adaptive, maps: " +
      "inati-power }`",
    properties: {
      ...common,
      kernel_width: exact,
      gridding_oversampling_factor: only(1.5, number, "the scale of images depends on it"),
      iterate: only(false, flag, "use the chain non-cartesian, which iterates with coil maps"),
      iteration_max: noEffect("it applies to iterate"),
      iteration_tol: noEffect("it applies to iterate"),
      replicas: only(0, integer, "the noise of such images is not computed"),
      snr_frame: noEffect("it applies to replicas"),
      image_series: deciding(integer, 1, "`series` of the `extract` that follows"),
    },
    translate: ({ image_series: series }) => ({
      steps: [
        { gadget: "trajectory", parameters: {} },
        { gadget: "density", parameters: { method: "gadgetron" } },
        { gadget: "nufft", parameters: { scaling: "grid" } },
        { gadget: "coil-combine", parameters: { method: "adaptive", maps: "inati-power" } },
      ],
      revises: forGridding,
      amends: { gadget: "extract", parameters: { series } },
    }),
  }),
  gadgetClass({
    names: ["gpuRadialSensePrepGadget"],
    becomes: "`accumulate`, `trajectory`, `density`",
    properties: {
      ...preparation,
      profiles_per_frame: deciding(integer, 0, "`count` of accumulate; 0: an image per repetition"),
      sliding_window_profiles: only(0, integer, windows),
    },
    translate: ({ profiles_per_frame: readouts }) => prepared(readouts),
  }),
  gadgetClass({
    names: ["gpuGenericSensePrepGadget"],
    becomes: "`accumulate`, `trajectory`, `density`",
    properties: {
      ...preparation,
      readouts_per_frame: deciding(integer, 0, "`count` of accumulate; 0: an image per repetition"),
      sliding_window_readouts: only(0, integer, windows),
    },
    translate: ({ readouts_per_frame: readouts }) => prepared(readouts),
  }),
  gadgetClass({
    names: ["gpuSpiralSensePrepGadget"],
    becomes: "`accumulate`, `trajectory`, `density`",
    properties: preparation,
    translate: () => prepared(0),
  }),
  gadgetClass({
    names: ["gpuCgSenseGadget"],
    becomes: "`sense: { method: cg }`, one for all sets and slices",
    properties: {
      deviceno: device,
      setno: oneStep,
      sliceno: oneStep,
      number_of_iterations: parameter("iterations", integer, 5),
      cg_limit: noEffect("iterations end at a residual of 1e-3"),
      kappa: noEffect("`lambda` is relative to the data, whatever their scale"),
      oversampling_factor: exact,
      kernel_width: exact,
      pass_on_undesired_data: oneStep,
      output_convergence: device,
      output_timing: device,
      save_individual_frames: device,
      rotations_to_discard: only(0, integer, "all images are sent"),
    },
    translate: (_, parameters) => ({
      steps: [{ gadget: "sense", parameters: { method: "cg", ...parameters } }],
      once: true,
    }),
  }),
];
