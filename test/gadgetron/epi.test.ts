import { describe, expect, it } from "vitest";
import { compileText } from "../../src/gadgetron/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";
import { gadget, legacy } from "./xml.ts";

const readouts = (...further: string[]) =>
  ["NoiseAdjustGadget", "EPIReconXGadget", "EPICorrGadget", "FFTXGadget", ...further].map((name) => gadget(name));

const epi = legacy(
  ...readouts("CutXGadget"),
  gadget("AcquisitionAccumulateTriggerGadget", { trigger_dimension: "repetition", sorting_dimension: "slice" }),
  gadget("BucketToBufferGadget", { split_slices: "true", ignore_segment: "true" }),
  ...["FFTGadget", "CombineGadget", "ExtractGadget", "AutoScaleGadget", "FloatToUShortGadget"].map((name) =>
    gadget(name),
  ),
);

/** A generic chain, whose images of one buffer differ by a counter. */
const generic = (trigger: string, sort: string) =>
  legacy(
    ...readouts("OneEncodingGadget"),
    gadget("AcquisitionAccumulateTriggerGadget", { trigger_dimension: trigger, sorting_dimension: sort }),
    gadget("BucketToBufferGadget", { N_dimension: trigger, S_dimension: sort, ignore_segment: "true" }),
    gadget("GenericReconCartesianReferencePrepGadget", {
      average_all_ref_N: "true",
      average_all_ref_S: "true",
      prepare_ref_always: "false",
    }),
    gadget("GenericReconEigenChannelGadget", { upstream_coil_compression_thres: "-1" }),
    gadget("GenericReconCartesianGrappaGadget", { downstream_coil_compression_thres: "0.002" }),
    gadget("GenericReconPartialFourierHandlingFilterGadget"),
    gadget("GenericReconKSpaceFilteringGadget", {
      ...{ filterRO: "Gaussian", filterRO_sigma: "1.0" },
      ...{ filterE1: "Gaussian", filterE1_sigma: "1.0", filterE2: "Gaussian", filterE2_sigma: "1.0" },
    }),
    gadget("GenericReconFieldOfViewAdjustmentGadget"),
    gadget("GenericReconImageArrayScalingGadget", {
      ...{ min_intensity_value: "64", max_intensity_value: "4095" },
      ...{ use_constant_scalingFactor: "false", auto_scaling_only_once: "true" },
    }),
    ...["ImageArraySplitGadget", "ComplexToFloatGadget", "FloatToUShortGadget"].map((name) => gadget(name)),
  );

const measured: PhantomOptions = {
  ...{ epi: true, matrix: 32, coils: 6, oversampling: 1, slices: 2, repetitions: 2, noiseReadouts: 2 },
  ...{ gradientDelay: 0.35, oddEvenPhase: 0.8, drift: 0.02 },
};
const accelerated: PhantomOptions = {
  ...measured,
  ...{ acceleration: 2, calibrationWidth: 16, singleLattice: true },
  ...{ calibrationMode: "separate", epiReference: "gradient-echo" },
};

describe("Gadgetron's XML for EPI", () => {
  it.each<[string, string, PhantomOptions, number]>([
    ["epi.xml", epi, measured, 4],
    ["Generic_Cartesian_Grappa_EPI", generic("repetition", "average"), accelerated, 4],
    ["Generic_Cartesian_Grappa_EPI_AVE", generic("average", "repetition"), { ...accelerated, averages: 2 }, 8],
  ])("gives the images of the chain %s", async (name, xml, options, count) => {
    const { chain } = await compileText(library, xml, name);
    const imagesOf = async (wanted: string | typeof chain) => {
      const { header, acquisitions } = phantom(options);
      return (await reconstruct(wanted, header, acquisitions())).images;
    };
    const [translated, named] = await Promise.all([imagesOf(chain), imagesOf(name)]);
    expect(translated.length).toBe(count);
    expect(translated.map(({ data }) => data)).toEqual(named.map(({ data }) => data));
  });
});
