import { describe, expect, it } from "vitest";
import noiseList from "../../gadgets/reports/noise-list.ts";
import noiseSummary from "../../gadgets/reports/noise-summary.ts";
import type { NoiseStore } from "../../src/gadget-api/services/index.ts";
import { parseAttributes } from "../../src/mrd/index.ts";
import { memoryNoise } from "../support/memory-noise.ts";
import { readout, waveform } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

function store(): NoiseStore {
  const noise = memoryNoise();
  const shape = { coils: 2, coilNames: [], dwellUs: 2.5, bandwidth: undefined, samples: 9 };
  const covariance = Float64Array.of(4, 0, 1, 1, 1, -1, 9, 0);
  for (const measurementId of ["2", "1 & 0"]) noise.keep({ ...shape, measurementId, covariance });
  return noise;
}

describe("noise-list", () => {
  const answer = async (options: object) => {
    const answers = await run(noiseList, "dependencies", [readout(), waveform()], options);
    expect(answers).toHaveLength(1);
    return [...parseAttributes(answers[0]!.attributes)];
  };

  it("lists the stored noise, as Gadgetron does", async () => {
    expect(await answer({ noise: store() })).toEqual([
      ["NoiseDependencies", ["GadgetronNoiseCovarianceMatrix_1 & 0", "GadgetronNoiseCovarianceMatrix_2"]],
    ]);
    const parameters = { prefix: "N", attribute: "Known" };
    expect(await answer({ noise: store(), parameters })).toEqual([["Known", ["N_1 & 0", "N_2"]]]);
  });

  it("answers Dummy if nothing is stored", async () => {
    expect(await answer({})).toEqual([["NoiseDependencies", ["Dummy"]]]);
  });
});

describe("noise-summary", () => {
  const answer = async (measurement: string, noise: NoiseStore, reported: string[] = []) => {
    const answers = await run(noiseSummary, "dependencies", [], { noise, reported, parameters: { measurement } });
    expect(answers).toHaveLength(1);
    return Object.fromEntries(parseAttributes(answers[0]!.attributes));
  };

  it("reports channels, dwell time and the minimum, maximum and mean standard deviation over the coils", async () => {
    expect(await answer("2", store())).toEqual({
      status: ["success"],
      channels: ["2"],
      noise_dwell_time_us: ["2.5"],
      min_sigma: ["2"],
      max_sigma: ["3"],
      mean_sigma: ["2.5"],
    });
  });

  it("reports that there is none, or that it can't be read", async () => {
    expect(await answer("3", store())).toEqual({ status: ["failed"] });
    const reported: string[] = [];
    const find = () => {
      throw new Error("it is damaged");
    };
    expect(await answer("3", { ...store(), find }, reported)).toEqual({ status: ["failed"] });
    expect(reported).toEqual(["warning: it is damaged"]);
  });
});
