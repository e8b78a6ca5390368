import { gadgetClass } from "../gadget-class.ts";
import {
  anyOf,
  deciding,
  flag,
  integer,
  names,
  noEffect,
  number,
  only,
  parameter,
  type Reading,
  textOr,
} from "../rules.ts";

const dimensions = ["average", "contrast", "phase", "repetition", "set", "segment"] as const;
const users = ["user_0", "user_1", "user_2", "user_3", "user_4", "user_5", "user_6", "user_7"] as const;
/** Names of the loop counters, and none. */
const named = <Name extends string>(...names: readonly Name[]): Record<string, Name | "none"> => ({
  ...Object.fromEntries(names.map((name) => [name, name])),
  none: "none",
  "": "none",
});
/** Gadgetron's names of flags, with Larmor's. */
const lastFlags = Object.fromEntries(
  [...dimensions, "slice", "measurement"].map((each) => [
    `last_in_${each}`,
    `lastIn${each[0]!.toUpperCase()}${each.slice(1)}`,
  ]),
);
const counters = named(...dimensions, "slice", ...users);

/** `1 0 1`, one entry per coil. */
const mask: Reading<readonly number[]> = {
  read: (text) => {
    const values = text.split(/\s+/).filter((each) => each !== "");
    return values.every((each) => /^\d+$/.test(each)) ? values.map((each) => (Number(each) > 0 ? 1 : 0)) : undefined;
  },
  expected: "zeros and ones separated by blanks",
};

/** Prefix of the measurement's ID in requests of Gadgetron's clients. */
const PREFIX = "GadgetronNoiseCovarianceMatrix";
const measurementId: Reading<string> = {
  read: (text) => (text.startsWith(`${PREFIX}_`) ? text.slice(PREFIX.length + 1) : text),
  expected: "a measurement's ID",
};

const keptUnderId = "noise is stored under the measurement's ID, if the server is configured to";

/** Gadgets of Gadgetron that process readouts, up to k-space. */
export const readoutClasses = [
  gadgetClass({
    names: ["NoiseAdjustGadget", "NoiseAdjustGadget_unoptimized"],
    becomes: "noise-adjust",
    properties: {
      perform_noise_adjust: deciding(flag, true, "false: no step"),
      scale_only_channels_by_name: parameter("scaleOnlyCoils", names),
      pass_nonconformant_data: noEffect(
        "without noise, data pass unchanged; coils other than those of the noise are an error",
      ),
      noise_dwell_time_us_preset: only(0, number, "the dwell time is that of the noise readouts"),
      noise_dependency_prefix: noEffect(keptUnderId),
      noise_dependency_folder: noEffect(keptUnderId),
    },
    translate: ({ perform_noise_adjust }, parameters) => ({
      steps: perform_noise_adjust ? [{ gadget: "noise-adjust", parameters }] : [],
    }),
  }),
  gadgetClass({
    names: ["AsymmetricEchoAdjustROGadget", "PartialFourierAdjustROGadget"],
    becomes: "asymmetric-echo",
  }),
  gadgetClass({ names: ["RemoveROOversamplingGadget"], becomes: "remove-oversampling" }),
  gadgetClass({
    names: ["PCACoilGadget"],
    becomes: "coil-pca",
    properties: {
      uncombined_channels_by_name: parameter("uncombinedCoils", names),
      present_uncombined_channels: noEffect("it is what Gadgetron's gadget reports to other gadgets"),
    },
  }),
  gadgetClass({
    names: ["CoilReductionGadget"],
    becomes: "coil-reduction",
    properties: { coils_out: parameter("coils", integer), coil_mask: parameter("mask", mask) },
  }),
  gadgetClass({
    names: ["AcquisitionAccumulateTriggerGadget"],
    becomes: "accumulate",
    properties: {
      trigger_dimension: parameter("trigger", anyOf({ ...counters, n_acquisitions: "count" })),
      sorting_dimension: parameter("sort", anyOf(counters)),
      n_acquisitions_before_trigger: deciding(integer, 40, "`count`, with n_acquisitions as trigger"),
      n_acquisitions_before_ongoing_trigger: deciding(integer, 40, "the same; both must agree"),
    },
    translate: ({ trigger_dimension, ...given }, parameters) => {
      if (trigger_dimension !== "count") return { steps: [{ gadget: "accumulate", parameters }] };
      const first = given.n_acquisitions_before_trigger;
      const others = given.n_acquisitions_before_ongoing_trigger;
      return {
        steps: [{ gadget: "accumulate", parameters: { ...parameters, count: first } }],
        problems:
          first === others
            ? []
            : [`n_acquisitions_before_trigger ${first} and n_acquisitions_before_ongoing_trigger ${others} must agree`],
      };
    },
  }),
  gadgetClass({
    names: ["FlagTriggerGadget"],
    becomes: "accumulate",
    // The last readout of a repetition is also the last of its slice.
    properties: {
      trigger_flags: parameter(
        "trigger",
        anyOf({ ...lastFlags, "last_in_slice || last_in_repetition": "lastInSlice" }),
      ),
    },
  }),
  gadgetClass({
    names: ["BucketToBufferGadget"],
    becomes: "to-buffer",
    properties: {
      N_dimension: parameter("n", anyOf(named(...dimensions))),
      S_dimension: parameter("s", anyOf(named(...dimensions))),
      split_slices: parameter("splitSlices", flag, false),
      ignore_segment: parameter("ignoreSegment", flag, false),
      verbose: noEffect("it only monitors Gadgetron"),
    },
    translate: (_, parameters) => ({
      steps: [{ gadget: "to-buffer", parameters: { ...parameters, mergeAverages: false } }],
    }),
  }),
  gadgetClass({
    names: ["IsmrmrdDumpGadget"],
    becomes: "`save: true` of the chain",
    properties: {
      save_xml_header_only: only(false, flag, "all incoming data are saved, or none"),
      folder: noEffect("the server's --savedataFolder decides"),
      file_prefix: noEffect("files are named by protocol and time"),
      ip_no_data_saving: noEffect("files are saved for all clients"),
      pass_waveform_downstream: noEffect("waveforms go to the steps that accept them"),
    },
    translate: () => ({ steps: [], save: true }),
  }),
  gadgetClass({
    names: ["NoiseSummaryGadget"],
    becomes: "noise-summary",
    properties: { noise_file: parameter("measurement", measurementId) },
  }),
  gadgetClass({
    names: ["DependencyQueryGadget"],
    becomes: "noise-list",
    properties: {
      noise_dependency_prefix: parameter("prefix", textOr(PREFIX)),
      noise_dependency_attrib_name: parameter("attribute", textOr("NoiseDependencies")),
      clean_storage_while_query: noEffect("the server's --noise-max-age decides"),
      time_limit_in_storage: noEffect("the server's --noise-max-age decides"),
    },
  }),
];
