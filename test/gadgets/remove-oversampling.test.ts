import fc from "fast-check";
import { describe, expect, it } from "vitest";
import removeOversampling from "../../gadgets/readouts/remove-oversampling.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { directTransform, randomComplex, relativeError, transformTolerance } from "../numerics/reference.ts";
import { encodingOf, headerOf, readout } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

/** An encoding with an oversampling ratio, and 2 mm pixels. */
const oversampledBy = (ratio: number, samples = 64) =>
  encodingOf({ encoded: [samples, 8, 1], encodedFov: [300 * ratio, 16, 2], reconFov: [300, 16, 2] });
const remove = (ratio: number, message: Acquisition) =>
  run(removeOversampling, "acquisition", [message], { header: headerOf(oversampledBy(ratio)) }).then(
    ([result]) => result!,
  );

describe("remove-oversampling", () => {
  it.each([
    [64, 2, 32],
    [63, 2, 31],
    [128, 1.5, 85],
    [97, 1.7, 57],
    [320, 2, 160],
  ])("crops the image of %i samples with ratio %f to %i pixels", async (samples, ratio, expected) => {
    const data = randomComplex(2 * samples, 3);
    const result = await remove(ratio, readout({ numberOfSamples: samples, data }));
    expect(result.header.numberOfSamples).toBe(expected);
    const first = Math.floor((samples - expected) / 2);
    for (const coil of [0, 1]) {
      const image = directTransform("inverse", data.subarray(2 * coil * samples, 2 * (coil + 1) * samples));
      const cropped = Float32Array.from(image.subarray(2 * first, 2 * (first + expected)));
      const actual = result.data.subarray(2 * coil * expected, 2 * (coil + 1) * expected);
      expect(relativeError(actual, directTransform("forward", cropped))).toBeLessThan(2 * transformTolerance(samples));
    }
  });

  it("keeps the centre of a symmetric echo at floor(N / 2), whatever the sizes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 300 }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        async (samples, ratio) => {
          const { header } = await remove(ratio, readout({ numberOfSamples: samples, activeChannels: 1 }));
          expect(header.centerSample).toBe(Math.floor(header.numberOfSamples / 2));
        },
      ),
      { numRuns: 60 },
    ));

  it.each([
    ["centre 20 of an asymmetric echo", { centerSample: 20 }, { centerSample: 10 }],
    ["centre 63, the last", { centerSample: 63 }, { centerSample: 31 }],
    ["centre 0, which means unset", { centerSample: 0 }, { centerSample: 0 }],
    ["a centre past the end", { centerSample: 99 }, { centerSample: 31 }],
  ])("halves %s with a ratio of 2", async (_name, before, after) => {
    const { header } = await remove(2, readout({ numberOfSamples: 64, ...before }));
    expect(header).toMatchObject(after);
  });

  it.each([
    ["inside the encoded matrix", 64, 32, 5, 9],
    ["around it", 75, 39, 7, 4],
    ["of an asymmetric echo", 50, 20, 3, 4],
  ])("takes discarded samples %s for zeros, and leaves nothing to discard", async (_, samples, center, pre, post) => {
    const header = headerOf(encodingOf({ encoded: [64, 8, 1], recon: [32, 8, 1] }));
    const shape = { numberOfSamples: samples, centerSample: center, activeChannels: 1 };
    const sent = readout({ ...shape, discardPre: pre, discardPost: post });
    const placed = new Float32Array(2 * 64);
    for (let i = pre; i < samples - post; i += 1) {
      placed.set(sent.data.subarray(2 * i, 2 * i + 2), 2 * (32 - center + i));
    }
    const [found] = await run(removeOversampling, "acquisition", [sent], { header });
    const whole = readout({ numberOfSamples: 64, activeChannels: 1, data: placed });
    const [expected] = await run(removeOversampling, "acquisition", [whole], { header });
    expect(found!.data).toEqual(expected!.data);
    expect(found!.header).toMatchObject({ numberOfSamples: 32, centerSample: 16, discardPre: 0, discardPost: 0 });
  });

  it("excludes discarded samples from the line even if its centre is unset", async () => {
    const data = new Float32Array(2 * 64).fill(1);
    data.fill(1000, 0, 20).fill(1000, 2 * 57);
    const shape = { numberOfSamples: 64, activeChannels: 1, centerSample: 0, discardPre: 10, discardPost: 7 };
    const { header, data: cropped } = await remove(2, readout({ ...shape, data }));
    expect(Math.max(...cropped.map(Math.abs))).toBeLessThan(3);
    expect(header).toMatchObject({ numberOfSamples: 32, centerSample: 0, discardPre: 0, discardPost: 0 });
  });

  it("keeps centre 0 even if an odd number of samples remains", async () => {
    const { header } = await remove(2, readout({ numberOfSamples: 62, centerSample: 0 }));
    expect([header.numberOfSamples, header.centerSample]).toEqual([31, 0]);
  });

  it("changes no other field of the header", async () => {
    const sent = readout({ numberOfSamples: 64, flags: [7, 64], scanCounter: 5, user: [1, 2, 3, 4, 5, 6, 7, 8] });
    const result = await remove(2, sent);
    expect({ ...result.header.toObject(), numberOfSamples: 64, centerSample: 32 }).toEqual(sent.header.toObject());
  });

  it.each([
    [64, 2],
    [63, 2],
    [64, 2.1],
    [63, 1.96],
  ])("keeps a straight trajectory straight, through the same centre (%i samples, ratio %f)", async (samples, ratio) => {
    const center = Math.floor(samples / 2);
    const points = Array.from({ length: samples }, (_, i) => [(i - center) / samples, 3 - (i - center)]);
    const result = await remove(
      ratio,
      readout({ numberOfSamples: samples, trajectory: Float32Array.from(points.flat()) }),
    );
    const left = result.header.numberOfSamples;
    const expected = Array.from({ length: left }, (_, i) => {
      const offset = i - Math.floor(left / 2);
      return [offset / left, 3 - (offset * samples) / left];
    });
    expect(result.header.trajectoryDimensions).toBe(2);
    expect(relativeError(result.trajectory, expected.flat())).toBeLessThan(1e-6);
  });

  it("does not change readouts if the fields of view agree, or are unknown", async () => {
    const sent = readout({ numberOfSamples: 64 });
    for (const ratio of [1, 0.5, 0]) expect(await remove(ratio, sent)).toBe(sent);
  });

  it("loses no sample to rounded fields of view in the header", async () => {
    const header = headerOf(encodingOf({ encodedFov: [533.334, 16, 2], reconFov: [266.666, 16, 2] }));
    const [result] = await run(removeOversampling, "acquisition", [readout({ numberOfSamples: 512 })], { header });
    expect(result!.header.numberOfSamples).toBe(256);
  });

  it("uses the ratio of each readout's own encoding, and none for an unknown encoding", async () => {
    const header = headerOf([oversampledBy(2), oversampledBy(4), oversampledBy(1)]);
    const sent = [0, 1, 2, 3].map((encodingSpaceRef) => readout({ numberOfSamples: 64, encodingSpaceRef }));
    const results = await run(removeOversampling, "acquisition", sent, { header });
    expect(results.map((result) => result.header.numberOfSamples)).toEqual([32, 16, 64, 64]);
  });

  it("updates the readout's matrix, field of view and limits for the steps after it, and no others", () => {
    const step0 = { kspaceEncodingStep0: { minimum: 0, maximum: 63, center: 32 } };
    const before = headerOf([{ ...oversampledBy(2), encodingLimits: step0 }, oversampledBy(1)]);
    const after = removeOversampling.headerAfter(before, {});
    expect(after.encoding[0]!.encodedSpace).toEqual({
      matrixSize: { x: 32, y: 8, z: 1 },
      fieldOfViewMm: { x: 300, y: 16, z: 2 },
    });
    expect(after.encoding[0]!.encodingLimits.kspaceEncodingStep0).toEqual({ minimum: 0, maximum: 31, center: 16 });
    expect(after.encoding[0]!.reconSpace).toEqual(before.encoding[0]!.reconSpace);
    expect(after.encoding[1]).toEqual(before.encoding[1]);
  });
});
