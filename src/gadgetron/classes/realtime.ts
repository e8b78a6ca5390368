import { type GadgetClass, gadgetClass } from "../gadget-class.ts";
import { deciding, integer, noEffect, number, only } from "../rules.ts";

const text = { read: (value: string) => value, expected: "a text" };

const accumulate = { gadget: "accumulate", parameters: { trigger: "lastInSlice" } };
const toBuffer = { gadget: "to-buffer", parameters: { average: "keep-last" } };
const unmixing = { gadget: "realtime-unmixing", parameters: { overlapping: true } };

const noUncombined = "unmixed images have one channel";

/** Gadgets of Gadgetron's real-time GRAPPA chains, and of those before its version 4. */
export const realtimeClasses: readonly GadgetClass[] = [
  gadgetClass({
    names: ["SliceAccumulator"],
    becomes: "accumulate: { trigger: lastInSlice }",
    translate: () => ({ steps: [accumulate] }),
  }),
  gadgetClass({
    names: ["ImageAccumulator"],
    becomes: "to-buffer: { average: keep-last }",
    translate: () => ({ steps: [toBuffer] }),
  }),
  gadgetClass({
    names: ["cpuWeightsCalculator", "gpuWeightsCalculator"],
    becomes: "no step: parameters of the `realtime-unmixing` that follows",
    properties: {
      coil_map_estimation_ks: deciding(integer, 5, "`window`"),
      coil_map_estimation_power: deciding(integer, 3, "`steps`"),
      block_size_lines: deciding(integer, 4, "`kernelE1`"),
      block_size_samples: deciding(integer, 5, "`kernelE0`"),
      convolution_kernel_threshold: deciding(number, 5e-4, "`lambda`"),
    },
    translate: (values) => {
      const parameters = {
        window: values.coil_map_estimation_ks,
        steps: values.coil_map_estimation_power,
        kernelE1: values.block_size_lines,
        kernelE0: values.block_size_samples,
        lambda: values.convolution_kernel_threshold,
      };
      return { steps: [], amends: { gadget: "realtime-unmixing", parameters } };
    },
  }),
  gadgetClass({
    names: ["Unmixing"],
    becomes: "realtime-unmixing: { overlapping: true }",
    properties: {
      image_series: deciding(integer, 0, "`series`"),
      unmixing_scale: deciding(number, 1, "`scale: { factor }`"),
    },
    translate: ({ image_series: series, unmixing_scale: factor }) => {
      const step = { ...unmixing, parameters: { ...unmixing.parameters, ...(series > 0 && { series }) } };
      return { steps: factor === 1 ? [step] : [step, { gadget: "scale", parameters: { factor } }] };
    },
  }),
  gadgetClass({
    names: ["GrappaGadget"],
    becomes: "`accumulate: { trigger: lastInSlice }`, `to-buffer: { average: keep-last }`",
    properties: {
      target_coils: only(0, integer, "all coils are unfolded; put CoilReductionGadget before it"),
      use_gpu: noEffect("results do not depend on it"),
      device_channels: only(0, integer, noUncombined),
      uncombined_channels: only("", text, noUncombined),
      uncombined_channels_by_name: only("", text, noUncombined),
      image_series: deciding(integer, 0, "`series` of the `realtime-unmixing` that follows"),
    },
    translate: ({ image_series: series }) => ({
      steps: [accumulate, toBuffer],
      ...(series > 0 && { amends: { gadget: "realtime-unmixing", parameters: { series } } }),
    }),
  }),
  gadgetClass({
    names: ["GrappaUnmixingGadget"],
    becomes: "realtime-unmixing: { overlapping: true }",
    translate: () => ({ steps: [unmixing] }),
  }),
];
