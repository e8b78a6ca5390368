import { describe, expect, it } from "vitest";
import coilPca from "../../gadgets/readouts/coil-pca.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { correlatedNoise, covarianceOf } from "../numerics/linalg/matrices.ts";
import { relativeError } from "../numerics/reference.ts";
import { coilsOf, encodingOf, headerOf, noiseReadout, readout } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const [COILS, SAMPLES] = [4, 64];

/** Readouts with correlated coils, with equal correlation within a slice. */
function readouts(count: number, slice = 0, fields: object = {}): Acquisition[] {
  const data = correlatedNoise(COILS, SAMPLES * count, slice + 1);
  return Array.from({ length: count }, (_, i) => {
    const own = Array.from({ length: COILS }, (_, coil) => {
      const first = 2 * (coil * SAMPLES * count + i * SAMPLES);
      return [...data.subarray(first, first + 2 * SAMPLES)];
    });
    const shape = { numberOfSamples: SAMPLES, activeChannels: COILS, data: Float32Array.from(own.flat()) };
    return readout({ scanCounter: 1 + i, slice, ...shape, ...fields });
  });
}

const power = ({ data }: Acquisition) =>
  Array.from({ length: SAMPLES }, (_, i) => {
    let sum = 0;
    for (let coil = 0; coil < COILS; coil += 1)
      for (const part of [0, 1]) sum += data[2 * (coil * SAMPLES + i) + part]! ** 2;
    return sum;
  });

describe("coil-pca", () => {
  it("yields uncorrelated coils, ordered by signal, and preserves the sum of squares of each sample", async () => {
    // Zero mean: every coil's second half is the negative of its first.
    const [sent] = readouts(1);
    const data = sent!.data.map(
      (_, at) =>
        sent!.data[at - (at % (2 * SAMPLES) < SAMPLES ? 0 : SAMPLES)]! * (at % (2 * SAMPLES) < SAMPLES ? 1 : -1),
    );
    const [turned] = await run(coilPca, "acquisition", [{ ...sent!, data }]);
    const covariance = covarianceOf(turned!.data, COILS);
    const order = [0, 1, 2, 3].map((coil) => covariance[2 * coil * (COILS + 1)]!);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    const diagonal = covariance.map((value, at) => (at % (2 * (COILS + 1)) === 0 ? value : 0));
    expect(relativeError(covariance, diagonal)).toBeLessThan(1e-6);
    expect(relativeError(power(turned!), power({ ...sent!, data }))).toBeLessThan(1e-6);
    expect(turned!.header).toEqual(sent!.header);
  });

  it("learns only from the samples around the centre, but from all if there are few readouts", async () => {
    const disturbed = (count: number) => {
      const sent = readouts(count);
      return sent.map((each) => ({
        ...each,
        data: each.data.map((value, at) => (at % (2 * SAMPLES) < 40 ? 1e3 * value : value)),
      }));
    };
    const clean = async (count: number) =>
      (await run(coilPca, "acquisition", readouts(count))).map(({ data }) => data.subarray(64, 96));
    const dirty = async (count: number) =>
      (await run(coilPca, "acquisition", disturbed(count))).map(({ data }) => data.subarray(64, 96));
    expect(await dirty(16)).toEqual(await clean(16));
    expect(await dirty(15)).not.toEqual(await clean(15));
  });

  it("learns each slice separately, and keeps their order", async () => {
    const [one, two] = [readouts(18, 0), readouts(18, 1)];
    const mixed = one.flatMap((each, i) => [each, two[i]!]);
    const turned = await run(coilPca, "acquisition", mixed, { parameters: { readouts: 5 } });
    expect(turned.map(({ header }) => header.slice)).toEqual(mixed.map(({ header }) => header.slice));
    for (const [slice, alone] of [one, two].entries()) {
      const apart = await run(coilPca, "acquisition", alone, { parameters: { readouts: 5 } });
      expect(turned.filter(({ header }) => header.slice === slice).map(({ data }) => data)).toEqual(
        apart.map(({ data }) => data),
      );
    }
  });

  it("leaves uncombined coils unchanged, first in order", async () => {
    const sent = readouts(3);
    const header = headerOf(encodingOf(), coilsOf(["A", "B", "C", "D"]));
    const turned = await run(coilPca, "acquisition", sent, { header, parameters: { uncombinedCoils: ["C", "A"] } });
    const line = ({ data }: Acquisition, coil: number) => data.subarray(2 * coil * SAMPLES, 2 * (coil + 1) * SAMPLES);
    for (const [i, each] of turned.entries()) {
      expect(line(each, 0)).toEqual(line(sent[i]!, 2));
      expect(line(each, 1)).toEqual(line(sent[i]!, 0));
    }
    expect(coilPca.headerAfter(header, {}).acquisitionSystemInformation?.coilLabel).toEqual([]);
  });

  it("discards noise, and names the step to put before", async () => {
    const reported: string[] = [];
    const noise = noiseReadout({ numberOfSamples: SAMPLES, activeChannels: COILS });
    expect(await run(coilPca, "acquisition", [noise, ...readouts(2)], { reported })).toHaveLength(2);
    expect(reported).toEqual(["info: 1 noise readout is discarded: put noise-adjust before this step"]);
  });

  it("refuses non-finite samples, which have no principal components", async () => {
    const [first, second] = readouts(2, 0);
    const spoilt = { ...second!, data: second!.data.map(() => Number.NaN) };
    await expectFailure(
      coilPca,
      [first!, spoilt],
      "not-finite",
      /slice 0 has samples that are NaN, infinite or too large/,
    );
  });

  it("refuses a readout without channels", () =>
    expectFailure(coilPca, [readout({ activeChannels: 0 })], "empty-readout", /readout 1 has no channels/));

  it("refuses a changing number of coils, and unknown names", async () => {
    const other = readout({ scanCounter: 77, activeChannels: 3 });
    const last = readouts(2, 0, { flags: [AcquisitionFlag.lastInSlice] });
    await expectFailure(coilPca, [...last, other], "coil-mismatch", /readout 77 has 3 channels, .* slice 0 have 4/);
    await expectFailure(coilPca, [...readouts(2), other], "coil-mismatch", /readout 77/);
    const header = headerOf(encodingOf(), coilsOf(["A", "B", "C", "D"]));
    const parameters = { uncombinedCoils: ["E"] };
    await expectFailure(coilPca, readouts(2), "unknown-coil", /uncombinedCoils names 'E'.*A, B, C, D/, {
      header,
      parameters,
    });
  });
});

describe("the chain default_optimized", () => {
  const measured = phantom({ matrix: 32, coils: 32, noiseLevel: 0 });
  const image = async (chain: string, parameters = {}) => {
    const { images } = await reconstruct(chain, measured.header, measured.acquisitions(), { parameters });
    expect(images).toHaveLength(1);
    return images[0]!.data as Float32Array;
  };

  it("yields the image of all coils if all principal components are retained", async () => {
    expect(relativeError(await image("default_optimized", { coils: "32" }), await image("cartesian"))).toBeLessThan(
      1e-6,
    );
  });

  it("yields nearly that with 16 of 32, and loses more with fewer", async () => {
    const all = await image("cartesian");
    expect(relativeError(await image("default_optimized"), all)).toBeLessThan(1e-2);
    expect(relativeError(await image("default_optimized", { coils: "3" }), all)).toBeGreaterThan(1e-2);
  });
});
