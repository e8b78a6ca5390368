import { describe, expect, it } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { bucket, encodingOf, gaussian, headerOf, type ReadoutFields, readout } from "../support/messages.ts";
import { expectFailure } from "../support/run-gadget.ts";
import { lineOf, placeOne, samplesOf } from "./placement.ts";

/** A readout of one coil whose complex samples are 1, 2, 3 … in the real part. */
const ramp = (fields: ReadoutFields, count = 8) =>
  readout({
    numberOfSamples: count,
    activeChannels: 1,
    data: Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? i / 2 + 1 : 0)),
    ...fields,
  });
const realPart = (line: number[]) => line.filter((_, i) => i % 2 === 0);

describe("to-buffer", () => {
  describe("repeated lines", () => {
    const repeated = [1, 5, 9].map((scanCounter) => readout({ scanCounter, average: scanCounter }));
    const merged = { mergeAverages: true };

    it("are averaged by their count", async () => {
      const kSpace = await placeOne(repeated, { parameters: merged });
      const mean = samplesOf(repeated[0]!).map((_, i) => repeated.reduce((sum, { data }) => sum + data[i]!, 0) / 3);
      for (const [i, value] of lineOf(kSpace, 0).entries()) expect(value).toBeCloseTo(mean[i]!, 6);
      expect(kSpace.counts[0]).toBe(3);
      expect(kSpace.headers[0]!.scanCounter).toBe(9);
    });

    it("are replaced by the last with `average: keep-last`", async () => {
      const kSpace = await placeOne(repeated, { parameters: { ...merged, average: "keep-last" } });
      expect(lineOf(kSpace, 0)).toEqual(samplesOf(repeated[2]!));
      expect(kSpace.counts[0]).toBe(1);
    });

    it("retain nothing of a longer line that a shorter one replaces", async () => {
      const header = headerOf(encodingOf({ encoded: [8, 1, 1], parallelImaging: {} }));
      const sent = [ramp({ average: 0 }), ramp({ average: 1, discardPre: 3, discardPost: 1 })];
      const kSpace = await placeOne(sent, { header, parameters: { ...merged, average: "keep-last" } });
      expect(realPart(lineOf(kSpace, 0))).toEqual([0, 0, 0, 4, 5, 6, 7, 0]);
    });

    it("can occur more often than 16 bits can count", async () => {
      const header = headerOf(encodingOf({ encoded: [1, 1, 1], recon: [2, 1, 1] }));
      const one = readout({ numberOfSamples: 1, activeChannels: 1, data: Float32Array.of(2, -4) });
      const kSpace = await placeOne(Array(0x10001).fill(one), { header });
      expect(kSpace.counts[0]).toBe(0x10001);
      expect(lineOf(kSpace, 0)).toEqual([2, -4]);
    });
  });

  describe("along the readout", () => {
    const parallel = (size: number) => headerOf(encodingOf({ encoded: [size, 1, 1], parallelImaging: {} }));
    const plain = headerOf(encodingOf({ encoded: [8, 1, 1] }));

    it("drops discarded samples without parallel imaging", async () => {
      const kSpace = await placeOne([ramp({ discardPre: 1, discardPost: 2 })], { header: plain });
      expect(realPart(lineOf(kSpace, 0))).toEqual([2, 3, 4, 5, 6]);
    });

    it("replaces them by zeros with parallel imaging", async () => {
      const kSpace = await placeOne([ramp({ discardPre: 1, discardPost: 2 })], { header: parallel(8) });
      expect(realPart(lineOf(kSpace, 0))).toEqual([0, 2, 3, 4, 5, 6, 0, 0]);
    });

    it.each([
      { size: 12, centerSample: 2, expected: [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8] },
      { size: 12, centerSample: 4, expected: [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0] },
      { size: 11, centerSample: 5, expected: [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0] },
    ])(
      "puts centre sample $centerSample of a short one in the middle of $size, with parallel imaging",
      async (given) => {
        const kSpace = await placeOne([ramp({ centerSample: given.centerSample })], { header: parallel(given.size) });
        expect(realPart(lineOf(kSpace, 0))).toEqual(given.expected);
      },
    );

    it("reverses reverse readouts, each coil separately", async () => {
      const data = gaussian(2 * 8 * 2, 1);
      const sent = readout({ numberOfSamples: 8, data, flags: [AcquisitionFlag.reverse] });
      const kSpace = await placeOne([sent], { header: plain });
      for (const coil of [0, 1]) {
        const pairs = Array.from({ length: 8 }, (_, i) => samplesOf(sent, coil).slice(2 * i, 2 * i + 2));
        expect(lineOf(kSpace, 0, { coil })).toEqual(pairs.toReversed().flat());
      }
    });

    it("mirrors the position of reverse readouts, and averages them with others", async () => {
      const flags = [AcquisitionFlag.reverse];
      const alone = await placeOne([ramp({ discardPre: 1, discardPost: 2, flags })], { header: parallel(8) });
      expect(realPart(lineOf(alone, 0))).toEqual([0, 0, 6, 5, 4, 3, 2, 0]);
      const both = await placeOne([ramp({}), ramp({ flags })], { header: plain });
      expect(realPart(lineOf(both, 0))).toEqual(Array(8).fill(4.5));
    });

    it.each([
      ["another number of channels", parallel(8), { activeChannels: 2 }, /2 channels/],
      ["another length", plain, { numberOfSamples: 7 }, /7 samples/],
      ["a centre with which it does not fit", parallel(12), { centerSample: 0 }, /the centre sample, 0, at 6/],
    ])("refuses a readout of %s, naming it", (_name, header, fields, text) => {
      const sent = [
        ramp({ centerSample: 4 }),
        readout({ numberOfSamples: 8, activeChannels: 1, scanCounter: 42, ...fields }),
      ];
      return expectFailure(toBuffer, [bucket(sent)], "readout-mismatch", new RegExp(`readout 42 .*${text.source}`), {
        header,
      });
    });

    it.each([
      ["no sample", { numberOfSamples: 0 }],
      ["no channel", { activeChannels: 0 }],
      ["more samples to discard than it has", { discardPre: 5, discardPost: 4 }],
    ])("refuses a readout of %s", (_name, fields) =>
      expectFailure(
        toBuffer,
        [bucket([readout({ numberOfSamples: 8, scanCounter: 42, ...fields })])],
        "empty-readout",
        /readout 42/,
        { header: plain },
      ),
    );
  });
});
