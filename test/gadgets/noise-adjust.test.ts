import { describe, expect, it } from "vitest";
import noiseAdjust from "../../gadgets/readouts/noise-adjust.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { correlatedNoise, covarianceOf, identity } from "../numerics/linalg/matrices.ts";
import { relativeError } from "../numerics/reference.ts";
import { coilsOf, encodingOf, headerOf, noiseReadout, readout } from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const COILS = 3;
const SAMPLES = 4096;
const fields = { numberOfSamples: SAMPLES, activeChannels: COILS };
const header = (bandwidth: number | undefined) => headerOf(encodingOf(), coilsOf(["A", "B", "C"], bandwidth));
const noise = correlatedNoise(COILS, SAMPLES, 1);
const whiten = (messages: readonly Acquisition[], options = {}) =>
  run(noiseAdjust, "acquisition", messages, { header: header(1), ...options });

/** Standard deviation of the real and imaginary parts of one coil. */
function deviation(data: Float32Array, coil: number): number {
  const part = data.subarray(2 * SAMPLES * coil, 2 * SAMPLES * (coil + 1));
  return Math.sqrt(part.reduce((sum, value) => sum + value ** 2, 0) / part.length);
}

describe("noise-adjust", () => {
  it("whitens its own noise to an identity covariance, except for the factor s", async () => {
    const [whitened] = await whiten([noiseReadout({ ...fields, data: noise }), readout({ ...fields, data: noise })]);
    const halved = whitened!.data.map((value) => value / Math.SQRT2);
    expect(relativeError(covarianceOf(halved, COILS), identity(COILS))).toBeLessThan(1e-5);
  });

  it("scales real and imaginary part to unit variance", async () => {
    const [whitened] = await whiten([noiseReadout({ ...fields, data: noise }), readout({ ...fields, data: noise })]);
    for (let coil = 0; coil < COILS; coil += 1) expect(deviation(whitened!.data, coil)).toBeCloseTo(1, 3);
  });

  it.each([
    { dwell: 5, noiseDwell: 5, bandwidth: undefined, expected: Math.sqrt(0.793) },
    { dwell: 5, noiseDwell: 5, bandwidth: 0, expected: Math.sqrt(0.793) },
    { dwell: 10, noiseDwell: 2.5, bandwidth: 1, expected: 2 },
    { dwell: 2.5, noiseDwell: 5, bandwidth: 0.5, expected: 0.5 },
    { dwell: 0, noiseDwell: 5, bandwidth: 0.5, expected: Math.SQRT1_2 },
    { dwell: 5, noiseDwell: 0, bandwidth: 0.5, expected: Math.SQRT1_2 },
  ])("scales by dwell times $dwell and $noiseDwell µs and bandwidth $bandwidth to $expected", async (given) => {
    const [whitened] = await whiten(
      [
        noiseReadout({ ...fields, data: noise, sampleTimeUs: given.noiseDwell }),
        readout({ ...fields, data: noise, sampleTimeUs: given.dwell }),
      ],
      { header: given.bandwidth === undefined ? headerOf() : header(given.bandwidth) },
    );
    for (let coil = 0; coil < COILS; coil += 1) expect(deviation(whitened!.data, coil)).toBeCloseTo(given.expected, 3);
  });

  it("accumulates noise over readouts, and forwards none of them", async () => {
    const half = (first: number) =>
      Float32Array.from(
        { length: COILS * SAMPLES },
        (_, i) => noise[Math.floor(i / SAMPLES) * 2 * SAMPLES + first + (i % SAMPLES)]!,
      );
    const halves = [half(0), half(SAMPLES)].map((data) =>
      noiseReadout({ ...fields, numberOfSamples: SAMPLES / 2, data }),
    );
    const data = readout({ ...fields, data: noise });
    const together = await whiten([noiseReadout({ ...fields, data: noise }), data]);
    const apart = await whiten([...halves, data]);
    expect(apart).toHaveLength(1);
    expect(relativeError(apart[0]!.data, together[0]!.data)).toBeLessThan(1e-6);
  });

  it("changes nothing but the data", async () => {
    const sent = readout({ ...fields, flags: [7], trajectory: new Float32Array(SAMPLES) });
    const [whitened] = await whiten([noiseReadout({ ...fields, data: noise }), sent]);
    expect(whitened!.header.toObject()).toEqual(sent.header.toObject());
    expect(whitened!.trajectory).toBe(sent.trajectory);
  });

  it("passes data through and reports it once if there is no noise", async () => {
    const reported: string[] = [];
    const sent = [readout(), readout({ scanCounter: 2 })];
    expect(await whiten(sent, { reported })).toEqual(sent);
    expect(reported).toEqual([expect.stringMatching(/^warning: no noise readouts.*not prewhitened/)]);
  });

  it("does not use noise that arrives after data, and reports it once", async () => {
    const reported: string[] = [];
    const late = [8, 9].map((scanCounter) => noiseReadout({ scanCounter }));
    expect(await whiten([readout(), ...late, readout()], { reported })).toHaveLength(2);
    expect(reported.filter((text) => /noise readouts after image data.* 8 /.test(text))).toHaveLength(1);
    expect(reported).toHaveLength(2);
  });

  it.each(["surfaceCoilCorrectionScanData", "rtFeedbackData", "hpFeedbackData"] as const)(
    "passes on readouts of %s, which may be of other coils and come before the noise",
    async (flag) => {
      const reported: string[] = [];
      const other = readout({ numberOfSamples: 1, activeChannels: 1, flags: [AcquisitionFlag[flag]] });
      const [first, image, last] = await whiten(
        [other, noiseReadout({ ...fields, data: noise }), readout({ ...fields, data: noise }), other],
        { reported },
      );
      expect([first, last]).toEqual([other, other]);
      expect(image!.data).not.toEqual(noise);
      expect(reported).toEqual([expect.stringContaining("prewhitening with")]);
    },
  );

  it("scales coils of `scaleOnlyCoils` without combining them", async () => {
    const impulse = new Float32Array(2 * COILS * SAMPLES);
    impulse[2 * SAMPLES] = 1; // first sample of B
    const messages = [noiseReadout({ ...fields, data: noise }), readout({ ...fields, data: impulse })];
    const firstOf = (result: Acquisition[], coil: number) => Math.abs(result[0]!.data[2 * SAMPLES * coil]!);
    expect(firstOf(await whiten(messages), 2)).toBeGreaterThan(0.01);
    const alone = await whiten(messages, { parameters: { scaleOnlyCoils: ["B"] } });
    expect([firstOf(alone, 0), firstOf(alone, 2)]).toEqual([0, 0]);
    const variance = covarianceOf(noise, COILS)[2 * (COILS + 1)]!;
    expect(firstOf(alone, 1)).toBeCloseTo(Math.sqrt(2 / variance), 5);
  });

  describe("with a dead coil", () => {
    const dead = noise.slice().fill(0, 2 * SAMPLES, 4 * SAMPLES);
    const messages = [noiseReadout({ ...fields, data: dead }), readout({ ...fields, data: noise })];

    it("fails and names it", () =>
      expectFailure(noiseAdjust, messages, "singular-noise", /coil 1 \(B\).*onSingular: drop/, { header: header(1) }));

    it("zeroes it and whitens the others with `onSingular: drop`", async () => {
      const reported: string[] = [];
      const [whitened] = await whiten(messages, { parameters: { onSingular: "drop" }, reported });
      expect([0, 1, 2].map((coil) => Math.round(1e3 * deviation(whitened!.data, coil)))).toEqual([1000, 0, 1000]);
      expect(reported[0]).toMatch(/^warning: .*coil 1 \(B\)/);
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "names a coil that measures %d, or drops it as dead",
    async (value) => {
      const broken = noise.slice().fill(value, 4 * SAMPLES);
      const messages = [noiseReadout({ ...fields, data: broken }), readout({ ...fields, data: noise })];
      const text = /coil 2 \(C\) has noise samples that are NaN or infinite; .*onSingular: drop/;
      await expectFailure(noiseAdjust, messages, "singular-noise", text, { header: header(1) });
      const [whitened] = await whiten(messages, { parameters: { onSingular: "drop" } });
      expect([0, 1, 2].map((coil) => Math.round(1e3 * deviation(whitened!.data, coil)))).toEqual([1000, 1000, 0]);
    },
  );

  it("refuses noise without channels, naming the readout", () =>
    expectFailure(
      noiseAdjust,
      [noiseReadout({ activeChannels: 0, scanCounter: 42 })],
      "empty-readout",
      /noise readout 42 has no channels/,
    ));

  it.each([0, Number.NaN, Number.POSITIVE_INFINITY])("does not scale by a dwell time of %d", async (sampleTimeUs) => {
    const [unscaled] = await whiten([
      noiseReadout({ ...fields, data: noise }),
      readout({ ...fields, data: noise, sampleTimeUs }),
    ]);
    expect([0, 1, 2].map((coil) => Math.round(1e3 * deviation(unscaled!.data, coil)))).toEqual([707, 707, 707]);
  });

  it("refuses data or noise of another number of channels, naming the readout", async () => {
    const text = /readout 42 has 2 channels.*with 3/;
    const other = { activeChannels: 2, scanCounter: 42 };
    await expectFailure(noiseAdjust, [noiseReadout({ ...fields, data: noise }), readout(other)], "coil-mismatch", text);
    await expectFailure(noiseAdjust, [noiseReadout(fields), noiseReadout(other)], "coil-mismatch", text);
  });

  it("refuses a coil name that the header does not have", () =>
    expectFailure(noiseAdjust, [noiseReadout({ ...fields, data: noise }), readout(fields)], "unknown-coil", /'Q'/, {
      header: header(1),
      parameters: { scaleOnlyCoils: ["Q"] },
    }));
});
