import fc from "fast-check";
import { describe, expect, it } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import asymmetricEcho from "../../gadgets/readouts/asymmetric-echo.ts";
import noiseAdjust from "../../gadgets/readouts/noise-adjust.ts";
import removeOversampling from "../../gadgets/readouts/remove-oversampling.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { bucket, encodingOf, headerOf, noiseReadout, type ReadoutFields, readout } from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const headerFor = (matrix: number) => headerOf(encodingOf({ encoded: [matrix, 8, 1] }));
const pad = async (matrix: number, sent: Acquisition) =>
  (await run(asymmetricEcho, "acquisition", [sent], { header: headerFor(matrix) }))[0]!;

/** One coil of real samples, counted from 1 on. */
const counted = (numberOfSamples: number, fields: ReadoutFields = {}) =>
  readout({
    numberOfSamples,
    activeChannels: 1,
    data: Float32Array.from({ length: 2 * numberOfSamples }, (_, i) => (i % 2 === 0 ? i / 2 + 1 : 0)),
    ...fields,
  });
const realPart = (data: Float32Array) => [...data].filter((_, i) => i % 2 === 0);

describe("asymmetric-echo", () => {
  it.each([
    ["at the start, if the centre is in the first half", 6, 2, 8, [0, 0, 1, 2, 3, 4, 5, 6]],
    ["at the end, if it is in the second", 6, 4, 8, [1, 2, 3, 4, 5, 6, 0, 0]],
    ["at the start, as far as the matrix requires", 5, 1, 8, [0, 0, 0, 1, 2, 3, 4, 5]],
    ["to an odd matrix", 5, 1, 7, [0, 0, 1, 2, 3, 4, 5]],
    ["around an echo at one end", 4, 0, 9, [0, 0, 0, 0, 1, 2, 3, 4, 0]],
    ["to more than the matrix, if the centre does not fit into it", 6, 1, 8, [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0]],
    ["to an even length, if the matrix is unknown", 5, 4, 0, [1, 2, 3, 4, 5, 0, 0, 0]],
  ])("pads with zeros %s", async (_where, samples, centerSample, matrix, expected) => {
    const { header, data } = await pad(matrix, counted(samples, { centerSample }));
    expect(realPart(data)).toEqual(expected);
    expect(header).toMatchObject({
      numberOfSamples: expected.length,
      centerSample: Math.floor(expected.length / 2),
    });
    expect(expected[header.centerSample]).toBe(centerSample + 1);
  });

  it("keeps every sample of every coil, with the centre at floor(N / 2), in the matrix if possible", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(39),
        fc.integer({ min: 1, max: 60 }),
        async (samples, offset, matrix) => {
          const centerSample = offset % samples;
          const sent = readout({ numberOfSamples: samples, centerSample });
          const { header, data } = await pad(matrix, sent);
          const length = header.numberOfSamples;
          if (2 * centerSample === samples || samples >= matrix) {
            expect(length).toBe(samples);
            return;
          }
          expect(header.centerSample).toBe(Math.floor(length / 2));
          const first = header.centerSample - centerSample;
          expect(first).toBeGreaterThanOrEqual(0);
          expect(first + samples).toBeLessThanOrEqual(length);
          const half = Math.floor(matrix / 2);
          const fits = half >= centerSample && half - centerSample + samples <= matrix;
          if (length !== samples) expect(length === matrix).toBe(fits);
          for (const coil of [0, 1]) {
            const line = data.slice(2 * coil * length, 2 * (coil + 1) * length);
            const kept = line.slice(2 * first, 2 * (first + samples));
            expect(kept).toEqual(sent.data.slice(2 * coil * samples, 2 * (coil + 1) * samples));
            expect(line.filter((value) => value !== 0).length).toBe(kept.filter((value) => value !== 0).length);
          }
        },
      ),
      { numRuns: 100 },
    ));

  it.each([
    ["symmetric", counted(6, { centerSample: 3 }), 8],
    ["symmetric of odd length", counted(7, { centerSample: 3 }), 8],
    ["as long as the matrix, wherever their centre is", counted(8, { centerSample: 0 }), 8],
    ["longer than the matrix", counted(9, { centerSample: 2 }), 8],
    ["noise", noiseReadout({ numberOfSamples: 6, centerSample: 0 }), 8],
    ["symmetric with discarded samples", counted(6, { centerSample: 3, discardPre: 1 }), 8],
    ["symmetric and reverse", counted(6, { centerSample: 3, flags: [AcquisitionFlag.reverse] }), 8],
    ["symmetric when reversed", counted(6, { centerSample: 2, flags: [AcquisitionFlag.reverse] }), 8],
    ["empty", readout({ numberOfSamples: 0, centerSample: 0 }), 8],
  ])("passes readouts on that are %s", async (_name, sent, matrix) => {
    expect(await pad(matrix, sent)).toBe(sent);
  });

  it("sets discarded samples to zero, and discards none", async () => {
    const sent = counted(10, { centerSample: 3, discardPre: 1, discardPost: 2 });
    const { header, data } = await pad(16, sent);
    expect(realPart(data)).toEqual([0, 0, 0, 0, 0, 0, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0]);
    expect(header).toMatchObject({ centerSample: 8, discardPre: 0, discardPost: 0 });
  });

  it("passes a readout that discards all samples to the step that refuses it", async () => {
    const sent = counted(6, { centerSample: 2, discardPre: 3, discardPost: 3 });
    expect(await pad(8, sent)).toBe(sent);
  });

  it.each([10, 11])("puts the centre of a reverse readout at floor(%i / 2) once it is reversed", async (matrix) => {
    // The reverse acquisition of readouts 1 to 6 with their centre at 1 and at 4.
    for (const centerSample of [1, 4]) {
      const forward = counted(6, { centerSample });
      const data = Float32Array.from(
        realPart(forward.data)
          .toReversed()
          .flatMap((value) => [value, 0]),
      );
      const reverse = counted(6, { centerSample: 5 - centerSample, data, flags: [AcquisitionFlag.reverse] });
      const header = headerFor(matrix);
      const lines = [];
      for (const sent of [forward, reverse]) {
        const padded = await pad(matrix, sent);
        expect(realPart(padded.data)[padded.header.centerSample]).toBe(centerSample + 1);
        const [placed] = await run(toBuffer, "buffer", [bucket([padded])], { header });
        lines.push(realPart(placed!.imaging.gather().slice(0, 2 * matrix)));
      }
      expect(lines[0]![Math.floor(matrix / 2)]).toBe(centerSample + 1);
      expect(lines[1]).toEqual(lines[0]);
    }
  });

  it("extrapolates a straight trajectory, and keeps the existing points", async () => {
    const along = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => [from + i, 3 - 2 * (from + i)]);
    const trajectory = Float32Array.from(along(-2, 6).flat());
    const sent = readout({ numberOfSamples: 6, centerSample: 2, trajectory });
    const { header, trajectory: extended } = await pad(9, sent);
    expect(header.trajectoryDimensions).toBe(2);
    expect([...extended]).toEqual(along(-4, 9).flat());
  });

  it("repeats the only point of a trajectory", async () => {
    const sent = readout({ numberOfSamples: 1, centerSample: 1, trajectory: Float32Array.of(0.25, 0.5) });
    expect([...(await pad(4, sent)).trajectory]).toEqual([0.25, 0.5, 0.25, 0.5, 0.25, 0.5, 0.25, 0.5]);
  });

  it("changes no other field of the header, and does not modify its input", async () => {
    const sent = readout({ numberOfSamples: 10, centerSample: 3, flags: [7, 64], user: [1, 2, 3, 4, 5, 6, 7, 8] });
    const before = sent.header.toObject();
    const { header } = await pad(16, sent);
    expect({ ...header.toObject(), numberOfSamples: 10, centerSample: 3 }).toEqual(before);
    expect(sent.header.toObject()).toEqual(before);
  });

  it("uses the matrix of each readout's own encoding", async () => {
    const header = headerOf([8, 12, 16].map((size) => encodingOf({ encoded: [size, 8, 1] })));
    const sent = [0, 1, 2, 3].map((encodingSpaceRef) => counted(6, { centerSample: 2, encodingSpaceRef }));
    const results = await run(asymmetricEcho, "acquisition", sent, { header });
    expect(results.map((result) => result.header.numberOfSamples)).toEqual([8, 12, 16, 8]);
  });

  it("refuses a centre that is too far away", () =>
    expectFailure(
      asymmetricEcho,
      [counted(6, { centerSample: 60000, scanCounter: 7 })],
      "bad-geometry",
      /readout 7 has 6 samples and its centre at 60000.*120000.*center_sample/,
      { header: headerFor(8) },
    ));

  it("describes the acquired samples of the matrix to the steps after it", () => {
    const limit = (minimum: number, maximum: number, center: number) => ({ minimum, maximum, center });
    const encodings = [limit(0, 5, 2), limit(2, 7, 4), limit(0, 7, 4), limit(0, 7, 1), limit(0, 6, 0)].map((step0) => ({
      ...encodingOf({ encoded: [8, 8, 1] }),
      encodingLimits: { kspaceEncodingStep0: step0 },
    }));
    const before = headerOf([...encodings, encodingOf()]);
    const after = asymmetricEcho.headerAfter(before, {});
    const limits = after.encoding.map(({ encodingLimits }) => encodingLimits.kspaceEncodingStep0);
    expect(limits.slice(0, 2)).toEqual([limit(2, 7, 4), limit(2, 7, 4)]);
    expect(limits.slice(2)).toEqual(before.encoding.slice(2).map((each) => each.encodingLimits.kspaceEncodingStep0));
    expect(after.encoding.map(({ encodedSpace }) => encodedSpace)).toEqual(
      before.encoding.map(({ encodedSpace }) => encodedSpace),
    );
  });

  it("may be placed between steps that defer their work", async () => {
    const header = headerOf(encodingOf({ encoded: [16, 8, 1], recon: [8, 8, 1] }));
    const noise = [1, 2, 3].map((scanCounter) => noiseReadout({ scanCounter, numberOfSamples: 64 }));
    const sent = readout({ numberOfSamples: 12, centerSample: 4, scanCounter: 9 });
    const padded = await run(asymmetricEcho, "acquisition", [sent], { header });
    const first = await run(noiseAdjust, "acquisition", [...noise, sent], { header });
    const between = await run(asymmetricEcho, "acquisition", first, { header });
    const behind = await run(noiseAdjust, "acquisition", [...noise, ...padded], { header });
    const [one] = await run(removeOversampling, "acquisition", between, { header });
    const [other] = await run(removeOversampling, "acquisition", behind, { header });
    expect(one!.header.numberOfSamples).toBe(8);
    expect(relativeError(one!.data, other!.data)).toBeLessThan(1e-6);
  });
});
