import { describe, expect, it } from "vitest";
import noiseAdjust from "../../gadgets/readouts/noise-adjust.ts";
import type { NoiseStore } from "../../src/gadget-api/services/index.ts";
import { correlatedNoise, covarianceOf, identity } from "../numerics/linalg/matrices.ts";
import { relativeError } from "../numerics/reference.ts";
import { memoryNoise } from "../support/memory-noise.ts";
import { coilsOf, encodingOf, headerOf, noiseReadout, readout } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const SAMPLES = 4096;
const NAMES = ["A", "B", "C"];
const noise = correlatedNoise(3, SAMPLES, 1);

interface Measurement {
  readonly id?: string;
  readonly names?: readonly string[];
  readonly bandwidth?: number;
  /** Types and IDs of measurements that this one depends on. */
  readonly dependsOn?: readonly (readonly [string, string])[];
}

function headerFor({ id, names = NAMES, bandwidth = 1, dependsOn = [] }: Measurement) {
  const measurementDependency = dependsOn.map(([dependencyType, measurementId]) => ({ dependencyType, measurementId }));
  return headerOf(encodingOf(), {
    ...coilsOf(names, bandwidth),
    measurementInformation: { ...(id !== undefined && { measurementId: id }), measurementDependency },
  });
}

/** The samples with coils in another order. */
function inOrder(data: Float32Array, order: readonly number[]): Float32Array {
  return Float32Array.from(order.flatMap((coil) => [...data.subarray(2 * SAMPLES * coil, 2 * SAMPLES * (coil + 1))]));
}

async function measureNoise(store: NoiseStore, measurement: Measurement = { id: "noise-1" }, data = noise) {
  const reported: string[] = [];
  const fields = { numberOfSamples: SAMPLES, activeChannels: data.length / 2 / SAMPLES, sampleTimeUs: 5 };
  const sent = [noiseReadout({ ...fields, data })];
  const outputs = await run(noiseAdjust, "acquisition", sent, {
    header: headerFor(measurement),
    reported,
    noise: store,
  });
  expect(outputs).toEqual([]);
  return reported;
}

async function scan(store: NoiseStore, measurement: Measurement, data: Float32Array = noise, sampleTimeUs = 5) {
  const reported: string[] = [];
  const activeChannels = data.length / 2 / SAMPLES;
  const sent = [readout({ numberOfSamples: SAMPLES, activeChannels, sampleTimeUs, data })];
  const [output] = await run(noiseAdjust, "acquisition", sent, {
    header: headerFor(measurement),
    reported,
    noise: store,
  });
  return { data: output!.data, reported };
}

const isWhite = (data: Float32Array, factor = Math.SQRT2) =>
  expect(
    relativeError(
      covarianceOf(
        data.map((value) => value / factor),
        3,
      ),
      identity(3),
    ),
  ).toBeLessThan(1e-5);

describe("noise-adjust over several measurements", () => {
  it("stores the noise of a noise measurement, and reports under which ID", async () => {
    const store = memoryNoise();
    expect(await measureNoise(store)).toEqual([
      "info: 4096 noise samples of 3 coils are stored as measurement noise-1",
    ]);
    expect(store.records.get("noise-1")).toMatchObject({ coils: 3, coilNames: NAMES, dwellUs: 5, samples: SAMPLES });
  });

  it("stores the noise of a measurement with image data too", async () => {
    const store = memoryNoise();
    const fields = { numberOfSamples: SAMPLES, activeChannels: 3, data: noise };
    const header = headerFor({ id: "whole" });
    await run(noiseAdjust, "acquisition", [noiseReadout(fields), readout(fields)], { header, noise: store });
    expect([...store.records.keys()]).toEqual(["whole"]);
  });

  it.each(["noise", "Noise", "NOISE"])(
    "whitens with the noise of a measurement that it depends on, type %s",
    async (type) => {
      const store = memoryNoise();
      await measureNoise(store);
      const { data, reported } = await scan(store, { dependsOn: [[type, "noise-1"]] });
      isWhite(data);
      expect(reported).toEqual(["info: prewhitening with 4096 noise samples of 3 coils of measurement noise-1"]);
    },
  );

  it("uses dwell time and bandwidth of the noise measurement", async () => {
    const store = memoryNoise();
    await measureNoise(store, { id: "noise-1", bandwidth: 0.5 });
    const dependsOn = [["Noise", "noise-1"]] as const;
    isWhite((await scan(store, { dependsOn, bandwidth: 0 }, noise, 20)).data, Math.sqrt(2 * (20 / 5) * 0.5));
    isWhite((await scan(store, { dependsOn, bandwidth: 0.25 }, noise, 20)).data, Math.sqrt(2 * (20 / 5) * 0.25));
  });

  it("matches the coils by name", async () => {
    const store = memoryNoise();
    await measureNoise(store);
    const names = ["C", "A", "B"];
    const shuffled = inOrder(noise, [2, 0, 1]);
    const { data } = await scan(store, { names, dependsOn: [["Noise", "noise-1"]] }, shuffled);
    isWhite(data);
  });

  it.each([
    { names: ["A", "B", "D"], message: /measured with coils A, B, C, but these data have A, B, D/ },
    { names: ["A", "B"], message: /measured with 3 coils, but these data have 2/ },
    { names: ["A", "B", "B"], message: /measured with coils A, B, C, but these data have A, B, B/ },
  ])("refuses noise of other coils than $names", async ({ names, message }) => {
    const store = memoryNoise();
    await measureNoise(store);
    const data = noise.subarray(0, 2 * SAMPLES * names.length);
    const outcome = scan(store, { names, dependsOn: [["Noise", "noise-1"]] }, data);
    await expect(outcome).rejects.toMatchObject({ code: "coil-mismatch", message: expect.stringMatching(message) });
  });

  it.each([{ names: ["Body", "Body", "Body"] }, { names: ["", "", ""] }, { names: ["A", "", "A"] }])(
    "uses coils with equal names, $names, in their order",
    async ({ names }) => {
      const store = memoryNoise();
      await measureNoise(store, { id: "noise-1", names });
      isWhite((await scan(store, { names, dependsOn: [["Noise", "noise-1"]] })).data);
    },
  );

  it("uses coils without names in their order", async () => {
    const store = memoryNoise();
    await measureNoise(store, { id: "noise-1", names: [] });
    isWhite((await scan(store, { dependsOn: [["Noise", "noise-1"]] })).data);
  });

  it("prefers the measurement's own noise", async () => {
    const store = memoryNoise();
    await measureNoise(store, { id: "noise-1" }, correlatedNoise(3, SAMPLES, 2));
    const fields = { numberOfSamples: SAMPLES, activeChannels: 3, data: noise };
    const header = headerFor({ dependsOn: [["Noise", "noise-1"]] });
    const sent = [noiseReadout(fields), readout(fields)];
    const [whitened] = await run(noiseAdjust, "acquisition", sent, { header, noise: store });
    isWhite(whitened!.data);
  });

  it("uses the first known one of several", async () => {
    const store = memoryNoise();
    await measureNoise(store);
    const dependsOn = [["SenMap", "noise-0"] as const, ["Noise", "gone"] as const, ["Noise", "noise-1"] as const];
    isWhite((await scan(store, { dependsOn })).data);
  });

  it("passes data through and names the missing noise", async () => {
    const { data, reported } = await scan(memoryNoise(), {
      dependsOn: [
        ["Noise", "gone-1"],
        ["Noise", "gone-2"],
      ],
    });
    expect(data).toEqual(noise);
    expect(reported).toEqual([
      expect.stringMatching(/^warning: .*gone-1, gone-2 are unknown or too old.*not prewhitened/),
    ]);
  });

  it("continues if the store can't be read or written, and reports why", async () => {
    const broken: NoiseStore = {
      find: () => {
        throw new Error("/n is damaged");
      },
      list: () => [],
      keep: () => {
        throw new Error("the disk is full");
      },
    };
    expect((await scan(broken, { dependsOn: [["Noise", "x"]] })).reported).toEqual([
      "warning: noise of measurement x: /n is damaged",
      "warning: no noise readouts before the image data: the data are not prewhitened",
    ]);
    expect(await measureNoise(broken)).toEqual([
      expect.stringMatching(/^warning: the noise can't be stored .*the disk is full/),
    ]);
  });

  it("reports that noise is discarded if the measurement has no ID", async () => {
    const store = memoryNoise();
    expect(await measureNoise(store, {})).toEqual([
      expect.stringMatching(/^warning: .*are discarded.*no measurementID/),
    ]);
    expect(store.records.size).toBe(0);
  });
});
