import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileText } from "../../src/gadgetron/index.ts";
import type { Acquisition, Image, MrdHeader } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { gadget, legacy } from "../gadgetron/xml.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";
import { attribute } from "./unfolded.ts";

/**
 * Gadgetron's chains for spokes and spirals compared with an independent NumPy program, gridding.py, that agrees with
 * Gadgetron's results to their rounding. gadgetron-gridding-numbers.json has rows 14, 23 and 31 of its images of files made
 * by
 *
 *   larmor phantom -m 48 -c 4 --trajectory radial --interleaves 75 --seed 7
 *   larmor phantom -m 48 -c 4 --trajectory variable-density-spiral --spiral-density 1 --interleaves 12
 *     --trajectory-in-header --seed 8
 *
 * the first of them with weights |k|, and a quarter of the distance of samples in the centre, as third coordinate.
 */
const options = {
  radial: { trajectory: "radial", interleaves: 75, seed: 7 },
  spiral: {
    trajectory: "variable-density-spiral",
    spiralDensity: 1,
    interleaves: 12,
    trajectoryInHeader: true,
    seed: 8,
  },
} as const satisfies Record<string, PhantomOptions>;
type Name = keyof typeof options;
const rows = [14, 23, 31];
const expected = JSON.parse(
  readFileSync(new URL("gadgetron-gridding-numbers.json", import.meta.url), "utf8"),
) as Record<Name, number[][]>;

/** Weights of a spoke as its third coordinate. */
function weighted(readout: Acquisition): Acquisition {
  const { header, trajectory: k } = readout;
  const samples = header.numberOfSamples;
  const trajectory = Float32Array.from({ length: 3 * samples }, (_, at) => {
    const from = 2 * Math.floor(at / 3);
    return [k[from]!, k[from + 1]!, Math.max(Math.hypot(k[from]!, k[from + 1]!), 1 / (4 * samples))][at % 3]!;
  });
  return { ...readout, trajectory, header: header.with({ trajectoryDimensions: 3 }) };
}

function measured(name: Name): { readonly header: MrdHeader; readonly readouts: readonly Acquisition[] } {
  const { header, acquisitions } = phantom({ matrix: 48, coils: 4, ...options[name] });
  const readouts = [...acquisitions()];
  return { header, readouts: name === "radial" ? readouts.map(weighted) : readouts };
}

/**
 * The largest difference from Gadgetron's pixels. Where there is hardly any signal, Gadgetron's coil maps have not converged
 * and depend on rounding errors of its gridding, so that pixels may differ by another count.
 */
function worst({ data }: Image, name: Name): number {
  const differences = rows.flatMap((row, i) =>
    expected[name][i]!.map((value, x) => Math.abs(data[48 * row + x]! - value) - (value < 100 ? 1 : 0)),
  );
  return Math.max(...differences);
}

describe.each(["radial", "spiral"] as const)("Gadgetron's gridding, of a %s scan,", (name) => {
  it("has pixels within one count", async () => {
    const { header, readouts } = measured(name);
    const { images } = await reconstruct("Generic_CPU_Gridding_Recon", header, readouts);
    expect(images.map((image) => [image.header.imageSeriesIndex, image.data.constructor.name])).toEqual([
      [1, "Uint16Array"],
    ]);
    expect(worst(images[0]!, name)).toBeLessThanOrEqual(1);
    expect(attribute(images[0]!, "LarmorDensity")).toEqual([name === "radial" ? "given" : "hoge"]);
  });

  it.each(["Generic_Spiral", "Generic_Spiral_Flag"])(
    "has the same values as %s, which are not rounded",
    async (chain) => {
      const { header, readouts } = measured(name);
      const { images } = await reconstruct(chain, header, readouts);
      expect(images[0]!.data).toBeInstanceOf(Float32Array);
      expect(worst(images[0]!, name)).toBeLessThanOrEqual(1);
    },
  );

  it("has the same pixels as a translation", async () => {
    const { header, readouts } = measured(name);
    const xml = legacy(
      gadget("NoiseAdjustGadget"),
      gadget("PCACoilGadget"),
      gadget("CoilReductionGadget", { coils_out: "8" }),
      gadget("SpiralToGenericGadget"),
      gadget("AcquisitionAccumulateTriggerGadget", { trigger_dimension: "repetition" }),
      gadget("BucketToBufferGadget", { N_dimension: "phase", S_dimension: "set" }),
      gadget("CPUGriddingReconGadget"),
      gadget("GenericReconImageArrayScalingGadget", { scalingFactor: "10.0" }),
      gadget("ComplexToFloatGadget"),
      gadget("FloatToUShortGadget", { max_intensity: "32767", min_intensity: "0", intensity_offset: "0" }),
    );
    const { chain } = await compileText(library, xml, "gridding.xml");
    const { images } = await reconstruct(chain, header, readouts);
    expect(images[0]!.header.imageSeriesIndex).toBe(1);
    expect(worst(images[0]!, name)).toBeLessThanOrEqual(1);
  });
});
