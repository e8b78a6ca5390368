import { type GadgetClass, gadgetClass } from "../gadget-class.ts";
import { anyOf, deciding, flag, integer, noEffect, number, only, parameter } from "../rules.ts";

/** Properties common to all generic gadgets. */
const watching = noEffect("it only monitors Gadgetron");
export const common = { verbose: watching, perform_timing: watching, debug_folder: watching, time_tick: watching };

const iterated = noEffect("it applies to Inati_Iter");

/** Properties of gadgets that combine coils by maps. */
const combining = {
  ...common,
  image_series: deciding(integer, 0, "`series`"),
  coil_map_algorithm: only(
    "inati",
    anyOf({ Inati: "inati", Inati_Iter: "inati-iter" }),
    "iterated maps are not computed",
  ),
  coil_map_kernel_size_readout: parameter("window", integer),
  coil_map_kernel_size_phase: parameter("windowZ", integer),
  coil_map_num_iter: iterated,
  coil_map_thres_iter: iterated,
};

const unfolding = {
  ...combining,
  send_out_gfactor: deciding(flag, false, "`maps: [g]`"),
  send_out_snr_map: deciding(flag, false, "`maps: [snr]`"),
  grappa_kSize_RO: parameter("kernelE0", integer),
  grappa_kSize_E1: parameter("kernelE1", integer),
  grappa_kSize_E2: parameter("kernelE2", integer),
  grappa_reg_lamda: parameter("lambda", number),
  grappa_calib_over_determine_ratio: parameter("equations", number),
  downstream_coil_compression: deciding(flag, true, "false: `fit: missing`, of all coils"),
  downstream_coil_compression_thres: deciding(number, 0.002, "`threshold`"),
  downstream_coil_compression_num_modesKept: deciding(integer, 0, "`coils`"),
};

/** `average_all_ref_N` and `N_for_ref`, as a parameter of the step. */
const selection = (average: boolean, index: number) => (index >= 0 ? index : average ? "average" : "each");

/** Gadgets of Gadgetron that prepare the reference, compress coils, unfold and combine. */
export const genericGrappaClasses: readonly GadgetClass[] = [
  gadgetClass({
    names: ["GenericReconCartesianReferencePrepGadget"],
    becomes: "no step: parameters of the `grappa-unmixing` that follows",
    properties: {
      ...common,
      average_all_ref_N: deciding(flag, true, "`n`: average, or each"),
      average_all_ref_S: deciding(flag, false, "`s`: average, or each"),
      N_for_ref: deciding(integer, -1, "`n`, if not negative"),
      S_for_ref: deciding(integer, -1, "`s`, if not negative"),
      ref_fill_into_data_embedded: only(false, flag, "use the chain cartesian, which keeps calibration lines"),
      prepare_ref_always: deciding(flag, true, "false: `weights: first`"),
    },
    translate: (values) => {
      const parameters = {
        n: selection(values.average_all_ref_N, values.N_for_ref),
        s: selection(values.average_all_ref_S, values.S_for_ref),
        ...(!values.prepare_ref_always && { weights: "first" }),
      };
      const given = Object.entries(parameters).filter(([, value]) => value !== "average");
      return { steps: [], amends: { gadget: "grappa-unmixing", parameters: Object.fromEntries(given) } };
    },
  }),
  gadgetClass({
    names: ["GenericReconEigenChannelGadget"],
    becomes: "coil-compression",
    properties: {
      ...common,
      average_all_ref_N: noEffect("all images of a slice have one matrix, of the average"),
      average_all_ref_S: noEffect("all images of a slice have one matrix, of the average"),
      update_eigen_channel_coefficients: deciding(flag, false, "true: `matrices: newest`"),
      upstream_coil_compression: noEffect("Gadgetron's gadget doesn't read it"),
      upstream_coil_compression_thres: parameter("threshold", number, -1),
      upstream_coil_compression_num_modesKept: deciding(integer, 0, "`coils`"),
    },
    translate: (values, parameters) => {
      const modes = values.upstream_coil_compression_num_modesKept;
      const own = {
        ...parameters,
        ...(modes > 0 && { coils: modes }),
        ...(values.update_eigen_channel_coefficients && { matrices: "newest" }),
      };
      return { steps: [{ gadget: "coil-compression", parameters: own }] };
    },
  }),
  gadgetClass({
    names: ["GenericReconCartesianFFTGadget"],
    becomes: "grappa-unmixing: { unfold: false, scaling: signal, center: block }",
    properties: combining,
    translate: ({ image_series: series }, parameters) => ({
      steps: [
        {
          gadget: "grappa-unmixing",
          parameters: {
            unfold: false,
            scaling: "signal",
            center: "block",
            ...parameters,
            ...(series > 0 && { series }),
          },
        },
      ],
    }),
  }),
  gadgetClass({
    names: ["GenericReconCartesianGrappaGadget"],
    becomes: "grappa-unmixing: { center: block }",
    properties: unfolding,
    translate: (values, parameters) => {
      const { downstream_coil_compression_thres: threshold, downstream_coil_compression_num_modesKept: modes } = values;
      const maps = [values.send_out_gfactor ? "g" : [], values.send_out_snr_map ? "snr" : []].flat();
      const compressed = modes > 0 ? { coils: modes } : { threshold };
      const own = {
        center: "block",
        ...(values.downstream_coil_compression ? compressed : { fit: "missing" }),
        ...(maps.length > 0 && { maps }),
        ...parameters,
        ...(values.image_series > 0 && { series: values.image_series }),
      };
      return { steps: [{ gadget: "grappa-unmixing", parameters: own }] };
    },
  }),
  gadgetClass({
    names: ["GenericReconCartesianGrappaAIGadget"],
    becomes: "no step: an error, as its kernels come from a network in Python",
    properties: Object.fromEntries(Object.keys(unfolding).map((name) => [name, noEffect("the gadget is an error")])),
    translate: () => ({
      steps: [],
      problems: [
        "its kernels come from a network that Gadgetron trains in Python; use GenericReconCartesianGrappaGadget, which has the same properties",
      ],
    }),
  }),
];
