import { describe, expect, it } from "vitest";
import trajectory from "../../gadgets/reconstruction/trajectory.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { type Trajectory, trajectoryPoints } from "../../src/numerics/trajectories/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { bucket, encodingOf, headerOf, type ReadoutFields, readout } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const N = 32;
const SPOKES = 10;
const limits = { minimum: 0, maximum: SPOKES - 1, center: 0 };

/** A header whose trajectory has no description. */
const headerWith = (trajectory: "radial" | "goldenangle" | "spiral", z = 1) =>
  headerOf(encodingOf({ encoded: [N, N, z], trajectory, encodingLimits: { kspaceEncodingStep1: limits } }));

/** A header with a description of its trajectory. */
function headerDescribing(identifier: string, long: Record<string, number>, double: Record<string, number> = {}) {
  const list = (numbers: Record<string, number>) => Object.entries(numbers).map(([name, value]) => ({ name, value }));
  const trajectoryDescription = { identifier, userParameterLong: list(long), userParameterDouble: list(double) };
  return headerOf(encodingOf({ encoded: [N, N, 1], trajectory: "spiral", trajectoryDescription }));
}

/** The spokes of an image, without coordinates. */
const spokes = (fields: ReadoutFields = {}): Acquisition[] =>
  Array.from({ length: SPOKES }, (_, i) =>
    readout({ numberOfSamples: N, scanCounter: i + 1, kspaceEncodeStep1: i, ...fields }),
  );

/** The same readouts with the coordinates of a trajectory. */
function located(readouts: readonly Acquisition[], described: Trajectory): Acquisition[] {
  const points = trajectoryPoints(described);
  return readouts.map((each) => {
    const { kspaceEncodeStep1: interleaf, kspaceEncodeStep2: partition, repetition } = each.header;
    const coordinates = points({ interleaf, partition, repetition });
    const header = each.header.with({ trajectoryDimensions: coordinates.length / N });
    return { ...each, header, trajectory: coordinates };
  });
}

const samplesOf = (
  header: ReturnType<typeof headerOf>,
  readouts: readonly Acquisition[],
  parameters: Record<string, unknown> = {},
  reported: string[] = [],
) => run(trajectory, "samples", [bucket(readouts)], { header, parameters, reported });

describe("trajectory", () => {
  it("has the same samples by the header as by coordinates of the readouts", async () => {
    const increment = Math.PI / SPOKES;
    const plane = { kind: "spokes", interleaves: SPOKES, samples: N, increment, continued: false } as const;
    const reported: string[] = [];
    const [byHeader] = await samplesOf(headerWith("radial"), spokes(), {}, reported);
    const [byReadouts] = await samplesOf(headerWith("radial"), located(spokes(), plane));
    expect(byHeader!.trajectory).toEqual(byReadouts!.trajectory);
    expect(byHeader!.data).toEqual(byReadouts!.data);
    expect(byHeader!.attributes.LarmorTrajectory).toBe("by the header: 10 spokes, 18° apart");
    expect(byReadouts!.attributes.LarmorTrajectory).toBe("cycles per pixel");
    expect(reported).toEqual([
      "info: encoding 0: images of 10 readouts, 320 samples by the header: 10 spokes, 18° apart; assumed are spokes at " +
        "angles of 180° / 10 times kspace_encode_step_1",
    ]);
  });

  it("continues golden angles over repetitions", async () => {
    const sets = await samplesOf(headerWith("goldenangle"), [...spokes(), ...spokes({ repetition: 1 })]);
    const angles = sets.map(({ trajectory: k }) => Math.atan2(-k[1]!, -k[0]!));
    const golden = ((Math.PI / ((1 + Math.sqrt(5)) / 2)) * SPOKES) % Math.PI;
    expect((angles[1]! - angles[0]! + Math.PI) % Math.PI).toBeCloseTo(golden, 5);
  });

  it("stacks the spokes of a volume", async () => {
    const [volume] = await samplesOf(
      headerWith("radial", 4),
      [0, 1, 2, 3].flatMap((e2) => spokes({ kspaceEncodeStep2: e2 })),
    );
    expect(volume!.dimensions).toBe(3);
    expect(volume!.matrix).toEqual([N, N, 4]);
    expect([0, 1, 2, 3].map((e2) => volume!.trajectory[3 * N * SPOKES * e2 + 2])).toEqual([-0.5, -0.25, 0, 0.25]);
  });

  it("discards what follows the end of a spiral", async () => {
    const counts = { interleaves: SPOKES, fov_coefficients: 1, SamplingTime_ns: 10_000 };
    const limit = { MaxGradient_G_per_cm: 2, MaxSlewRate_G_per_cm_per_s: 15_000 };
    const header = headerDescribing("HargreavesVDS2000", counts, { ...limit, FOVCoeff_1_cm: 6.4, krmax_per_cm: 2.5 });
    const reported: string[] = [];
    const [samples] = await samplesOf(header, spokes({ numberOfSamples: 2000, sampleTimeUs: 5 }), {}, reported);
    const { readouts, trajectory: k } = samples!;
    expect(readouts[0]!.samples).toBeLessThan(1000);
    expect(Math.hypot(...k.subarray(-2))).toBeCloseTo(0.5, 1);
    expect(reported[0]).toBe(
      "warning: encoding 0: readout 1 has a sample every 5 µs, and by SamplingTime_ns every 10 µs",
    );
  });

  it("computes coordinates of readouts that have some only if requested", async () => {
    const scaled = spokes().map((each) => {
      const coordinates = new Float32Array(2 * N).fill(0.25);
      return { ...each, header: each.header.with({ trajectoryDimensions: 2 }), trajectory: coordinates };
    });
    const [own] = await samplesOf(headerWith("radial"), scaled);
    expect(own!.trajectory[0]).toBe(0.25);
    const [computed] = await samplesOf(headerWith("radial"), scaled, { from: "header" });
    expect(computed!.trajectory[0]).toBe(-0.5);
    await expect(samplesOf(headerWith("radial"), spokes(), { from: "readouts" })).rejects.toThrow(
      "readout 1 has a trajectory of 0 dimensions, and needs one of 2",
    );
  });

  it.each<PhantomOptions>([
    { trajectory: "radial", fullTurn: true },
    { trajectory: "golden-angle", repetitions: 2 },
    { trajectory: "tiny-golden-angle" },
    { trajectory: "spiral" },
    { trajectory: "variable-density-spiral" },
    { trajectory: "stack-of-stars", partitions: 4 },
    { trajectory: "koosh-ball", partitions: 16, interleaves: 30 },
  ])("computes from the header what the phantom writes to readouts: %j", async (options) => {
    const [byReadouts, byHeader] = await Promise.all(
      [false, true].map((trajectoryInHeader) => {
        const { header, acquisitions } = phantom({
          matrix: 16,
          coils: 1,
          noiseReadouts: 0,
          trajectoryInHeader,
          ...options,
        });
        return samplesOf(header, [...acquisitions()]);
      }),
    );
    const differences = byHeader!.map(({ trajectory: k }, i) =>
      k.map((each, at) => each - byReadouts![i]!.trajectory[at]!),
    );
    expect(Math.max(...differences.flatMap((each) => [...each.map(Math.abs)]))).toBeLessThan(1e-6);
    expect(byHeader!.map(({ data }) => data)).toEqual(byReadouts!.map(({ data }) => data));
    expect(byHeader![0]!.attributes.LarmorTrajectory).toMatch(/^by the header: /);
  });

  it("needs counters that number the spokes", async () => {
    await expect(samplesOf(headerWith("radial"), spokes({ kspaceEncodeStep1: 0 }))).rejects.toThrow(
      "all 10 readouts of an image have kspace_encode_step_1 = 0",
    );
    await expect(samplesOf(headerWith("radial"), spokes({ kspaceEncodeStep1: 10 }))).rejects.toThrow(
      "readout 1 has kspace_encode_step_1 = 10, but the header describes 10, counted from 0",
    );
    await expect(samplesOf(headerWith("radial", 4), spokes({ kspaceEncodeStep2: 5 }))).rejects.toThrow(
      "readout 1 has kspace_encode_step_2 = 5, but the header describes 4",
    );
    await expect(samplesOf(headerWith("spiral"), spokes())).rejects.toThrow("has no description of the trajectory");
  });

  it("says that spokes are off their centre, and what no spiral can be", async () => {
    const reported: string[] = [];
    await samplesOf(headerWith("radial"), spokes({ centerSample: 10 }), {}, reported);
    expect(reported[0]).toBe(
      "warning: encoding 0: readout 1 has its centre at sample 10, and the spokes of the header at sample 16",
    );
    const counts = { interleaves: SPOKES, fov_coefficients: 2, SamplingTime_ns: 5000 };
    const limit = { MaxGradient_G_per_cm: 2, MaxSlewRate_G_per_cm_per_s: 15_000, krmax_per_cm: 2.5 };
    const header = headerDescribing("HargreavesVDS2000", counts, { ...limit, FOVCoeff_1_cm: 6.4, FOVCoeff_2_cm: -4 });
    await expect(samplesOf(header, spokes())).rejects.toThrow("10 spirals of HargreavesVDS2000: the field of view at");
  });
});
