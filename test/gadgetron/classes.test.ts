import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { validate } from "../../src/chain/text/validate.ts";
import { classes } from "../../src/gadgetron/classes/index.ts";
import { describeClasses } from "../../src/gadgetron/index.ts";
import { translateChain } from "../../src/gadgetron/translate.ts";
import { gadget, legacy } from "./xml.ts";

/** The last step of a chain that ends in arrays of images. */
const complexImages = "extract: { as: [ complex ], offsets: false }";

/** What a gadget becomes: the lines of its steps, without comments. */
function becomes(className: string, properties: Readonly<Record<string, string>> = {}): string[] {
  const { yaml } = translateChain(legacy(gadget(className, properties)), "x.xml");
  return [...yaml.matchAll(/^ {2}- (?!discard)(.*?)(?: #.*)?$/gm)].map(([, step]) => step!);
}

describe("the table of classes", () => {
  it("has every class once", () => {
    const names = classes.flatMap((each) => each.names);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it.each(classes.map((each) => [each.names[0]!, each] as const))(
    "%s has parameters that its steps know, and values that they accept",
    async (_, { properties, translate }) => {
      const fallbacks = Object.entries(properties).map(([name, { fallback }]) => [name, fallback]);
      const { steps } = translate(Object.fromEntries(fallbacks));
      const schemas = new Map<string, Awaited<ReturnType<(typeof gadgets)["fft"]>>["default"]["schema"]>();
      for (const { gadget, parameters } of steps) {
        expect(Object.keys(gadgets)).toContain(gadget);
        const { schema } = (await gadgets[gadget as keyof typeof gadgets]()).default;
        schemas.set(gadget, schema);
        expect(validate(schema, parameters).issues).toEqual([]);
      }
      const known = [...schemas.values()].flatMap((schema) => Object.keys(schema.properties));
      for (const { parameter } of Object.values(properties))
        if (parameter !== undefined) expect(known).toContain(parameter);
    },
  );

  it("stands in the documentation", () => {
    const documentation = readFileSync(new URL("../../docs/gadgetron.md", import.meta.url), "utf8");
    const [table] = /^\| class \| here \|.*(?:\n\|.*)+/m.exec(documentation) ?? [];
    expect(table?.split("\n")).toEqual(describeClasses().split("\n"));
  });
});

describe("properties", () => {
  it.each<[string, Record<string, string>, string[]]>([
    ["NoiseAdjustGadget", {}, ["noise-adjust"]],
    ["NoiseAdjustGadget", { scale_only_channels_by_name: "A, B" }, ["noise-adjust: { scaleOnlyCoils: [ A, B ] }"]],
    ["NoiseAdjustGadget", { perform_noise_adjust: "0", noise_dwell_time_us_preset: "0.0" }, []],
    ["NoiseAdjustGadget_unoptimized", {}, ["noise-adjust"]],
    ["PartialFourierAdjustROGadget", {}, ["asymmetric-echo"]],
    ["CoilReductionGadget", { coil_mask: "1 0  2" }, ["coil-reduction: { mask: [ 1, 0, 1 ] }"]],
    ["CoilReductionGadget", { COILS_OUT: "16" }, ["coil-reduction: { coils: 16 }"]],
    ["AcquisitionAccumulateTriggerGadget", { trigger_dimension: "" }, ["accumulate: { trigger: none }"]],
    [
      "AcquisitionAccumulateTriggerGadget",
      { trigger_dimension: "n_acquisitions" },
      ["accumulate: { trigger: count, count: 40 }"],
    ],
    ["AcquisitionAccumulateTriggerGadget", { sorting_dimension: "USER_3" }, ["accumulate: { sort: user_3 }"]],
    ["FlagTriggerGadget", { trigger_flags: "last_in_slice" }, ["accumulate: { trigger: lastInSlice }"]],
    ["BucketToBufferGadget", {}, ["to-buffer: { splitSlices: false, ignoreSegment: false, mergeAverages: false }"]],
    [
      "BucketToBufferGadget",
      { N_dimension: "contrast", s_dimension: "Set", ignore_segment: "true" },
      ["to-buffer: { n: contrast, s: set, splitSlices: false, ignoreSegment: true, mergeAverages: false }"],
    ],
    [
      "NoiseSummaryGadget",
      { noise_file: "GadgetronNoiseCovarianceMatrix_7_8" },
      ["noise-summary: { measurement: 7_8 }"],
    ],
    ["NoiseSummaryGadget", { noise_file: "7_8" }, ["noise-summary: { measurement: 7_8 }"]],
    ["DependencyQueryGadget", { noise_dependency_attrib_name: "" }, ["noise-list: { attribute: NoiseDependencies }"]],
    ["CombineGadget", {}, ["coil-combine: { method: rss }"]],
    ["ComplexToFloatGadget", {}, ["magnitude: { of: all }"]],
    ["ExtractGadget", {}, ["extract: { as: [ magnitude ] }"]],
    ["ExtractGadget", { extract_mask: "10", extract_magnitude: "false" }, ["extract: { as: [ real, phase ] }"]],
    ["ExtractGadget", { extract_imag: "1", real_imag_offset: "0.0" }, ["extract: { as: [ magnitude, imag ] }"]],
    ["ScaleGadget", { max_value: "5" }, ["auto-scale: { value: 5, percentile: 98.5 }"]],
    ["FloatToShortGadget", {}, ["to-fixed-point: { type: short, min: -32768, max: 32767, offset: 0 }"]],
    ["FloatToIntGadget", { intensity_offset: "7" }, ["to-fixed-point: { type: int, min: 0, max: 4095, offset: 7 }"]],
    ["ImageFinishGadgetFLOAT", {}, []],
    ["GenericReconPartialFourierHandlingFilterGadget", {}, ["image-partial-fourier: { method: filter, taper: 0.15 }"]],
    ["GenericReconKSpaceFilteringGadget", { filterRO: "None", filterE1: "None", filterE2: "None" }, []],
    [
      "GenericReconImageArrayScalingGadget",
      { scalingFactor: "1.0", min_intensity_value: "64" },
      ["scale: { factor: 1 }"],
    ],
    ["GenericReconImageArrayScalingGadget", {}, ["scale: { factor: 4 }"]],
    [
      "GenericReconImageArrayScalingGadget",
      { use_constant_scalingFactor: "false", max_intensity_value: "900", scalingFactor_snr_map: "5" },
      ["scale: { factor: auto, max: 900, snr: 5 }"],
    ],
    ["GenericReconImageArrayScalingGadget", { scalingFactor: "-1" }, ["scale: { factor: auto }"]],
    ["GenericReconNoiseStdMapComputingGadget", { start_N_for_std_map: "3" }, ["snr-deviation: { start: 3 }"]],
    ["GenericReconEigenChannelGadget", {}, ["coil-compression: { threshold: -1 }"]],
    ["SpiralToGenericGadget", {}, []],
    [
      "CPUGriddingReconGadget",
      {},
      [
        "trajectory",
        "density: { method: gadgetron }",
        "nufft: { scaling: grid }",
        "coil-combine: { method: adaptive, maps: inati-power }",
        "extract: { as: [ complex ], offsets: false }",
      ],
    ],
    [
      "gpuRadialSensePrepGadget",
      { profiles_per_frame: "32", mode: "2" },
      [
        "accumulate: { trigger: count, count: 32, sort: slice }",
        "trajectory: { by: [ slice, contrast, set ] }",
        "density",
      ],
    ],
    ["gpuGenericSensePrepGadget", {}, ["accumulate: { trigger: repetition, sort: slice }", "trajectory", "density"]],
    ["gpuSpiralSensePrepGadget", {}, ["accumulate: { trigger: repetition, sort: slice }", "trajectory", "density"]],
    [
      "gpuCgSenseGadget",
      { number_of_iterations: "10", kappa: "0.3" },
      ["sense: { method: cg, iterations: 10 }", "extract: { as: [ complex ], offsets: false }"],
    ],
    [
      "GenericReconEigenChannelGadget",
      { upstream_coil_compression_num_modesKept: "6", update_eigen_channel_coefficients: "true" },
      ["coil-compression: { threshold: -1, coils: 6, matrices: newest }"],
    ],
    [
      "GenericReconCartesianGrappaGadget",
      { send_out_gfactor: "true", send_out_snr_map: "true", image_series: "2", grappa_reg_lamda: "0.01" },
      [
        "grappa-unmixing: { center: block, threshold: 0.002, maps: [ g, snr ], lambda: 0.01, series: 2 }",
        complexImages,
      ],
    ],
    [
      "GenericReconCartesianGrappaGadget",
      { downstream_coil_compression: "false", grappa_kSize_E1: "6", coil_map_kernel_size_readout: "9" },
      ["grappa-unmixing: { center: block, fit: missing, window: 9, kernelE1: 6 }", complexImages],
    ],
    [
      "GenericReconCartesianGrappaGadget",
      { downstream_coil_compression_num_modesKept: "3" },
      ["grappa-unmixing: { center: block, coils: 3 }", complexImages],
    ],
    [
      "GenericReconCartesianFFTGadget",
      {},
      ["grappa-unmixing: { unfold: false, scaling: signal, center: block }", complexImages],
    ],
    ["SliceAccumulator", {}, ["accumulate: { trigger: lastInSlice }"]],
    [
      "Unmixing",
      { image_series: "3", unmixing_scale: "2" },
      ["realtime-unmixing: { overlapping: true, series: 3 }", "scale: { factor: 2 }", complexImages],
    ],
    ["GrappaUnmixingGadget", {}, ["realtime-unmixing: { overlapping: true }", complexImages]],
    ["GrappaGadget", {}, ["accumulate: { trigger: lastInSlice }", "to-buffer: { average: keep-last }"]],
    ["AutoScaleGadget", { max_value: "900", histogram_bins: "50" }, ["auto-scale: { value: 900, bins: 50 }"]],
    ["EPIReconXGadget", { verboseMode: "true" }, ["epi-regrid: { pixels: gadgetron }"]],
    ["EPICorrGadget", { referenceNavigatorNumber: "2" }, ["epi-phase: { oddEven: polynomial }"]],
    [
      "EPICorrGadget",
      { B0CorrectionMode: "linear", OEPhaseCorrectionMode: "mean", navigatorParameterFilterLength: "7" },
      ["epi-phase: { drift: linear, oddEven: mean, filter: 7 }"],
    ],
    ["FFTXGadget", {}, []],
    ["CutXGadget", {}, []],
    ["OneEncodingGadget", {}, []],
  ])("%s %o", (className, properties, expected) => {
    expect(becomes(className, properties)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["NoiseAdjustGadget", { noise_dwell_time_us_preset: "5" }, /is '5'; only 0 is supported: the dwell time is/],
    ["CoilReductionGadget", { coils_out: "many" }, /'coils_out' .* is 'many'; it must be a whole number/],
    ["CoilReductionGadget", { coil_mask: "101x" }, /it must be zeros and ones separated by blanks/],
    [
      "AcquisitionAccumulateTriggerGadget",
      { trigger_dimension: "n_acquisitions", n_acquisitions_before_trigger: "9" },
      /n_acquisitions_before_trigger 9 and n_acquisitions_before_ongoing_trigger 40 must agree/,
    ],
    [
      "BucketToBufferGadget",
      { N_dimension: "slice" },
      /one of average, contrast, phase, repetition, set, segment, none, nothing/,
    ],
    ["FlagTriggerGadget", { trigger_flags: "!last_in_set" }, /one of last_in_average, .*, last_in_measurement/],
    ["SimpleReconGadget", { speed: "7" }, /unknown property 'speed' of SimpleReconGadget; it has none/],
    ["ExtractGadget", { extract_magnitude: "false" }, /ExtractGadget: it extracts nothing/],
    ["ExtractGadget", { extract_mask: "16" }, /it must be a sum of 1 \(magnitude\)/],
    ["AutoScaleGadget", { max_value: "" }, /is ''; it must be a number/],
    ["GenericReconCartesianFFTGadget", { coil_map_algorithm: "Inati_Iter" }, /only inati is supported: iterated maps/],
    ["GriddingReconGadget", { iterate: "true" }, /use the chain non-cartesian, which iterates with coil maps/],
    ["gpuRadialSensePrepGadget", { sliding_window_profiles: "8" }, /write a chain with sliding-window/],
    ["GenericReconCartesianGrappaAIGadget", {}, /its kernels come from a network that Gadgetron trains in Python; use/],
    ["GenericReconCartesianReferencePrepGadget", { ref_fill_into_data_embedded: "true" }, /use the chain cartesian/],
    ["EPIReconXGadget", { ramps: "1" }, /unknown property 'ramps' of EPIReconXGadget; known: verboseMode/],
    ["EPICorrGadget", { B0CorrectionMode: "cubic" }, /'B0CorrectionMode' .* is 'cubic'; it must be one of none, mean/],
    ["EPICorrGadget", { navigatorParameterFilterExcludeVols: "3" }, /only 0 is supported: the fit includes the first/],
    ["GrappaGadget", { uncombined_channels_by_name: "Loop" }, /unmixed images have one channel/],
    [
      "GenericReconPartialFourierHandlingFilterGadget",
      { partial_fourier_filter_E2_width: "0.2" },
      /the widths of E1, 0\.15, and of E2, 0\.2, must agree/,
    ],
  ])("%s %o is refused", (className, properties, expected) => {
    expect(() => becomes(className, properties)).toThrow(expected);
  });

  it("with different results are reported", () => {
    const { warnings } = translateChain(legacy(gadget("ExtractGadget", { extract_phase: "true" })), "x.xml");
    expect(warnings).toEqual(["x.xml:2:1: ExtractGadget: phase images are from −π to π; Gadgetron's range is 0 to 2π"]);
  });
});
