import fc from "fast-check";
import { describe, expect, it } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import type { ReconBuffer } from "../../src/gadget-api/index.ts";
import { lineIndex } from "../../src/gadget-api/k-space/index.ts";
import { allLines, bucket, encodingOf, headerOf, readout, waveform } from "../support/messages.ts";
import { expectFailure } from "../support/run-gadget.ts";
import { lineOf, place, placed, placeOne, samplesOf } from "./placement.ts";

const encoding = encodingOf();

describe("to-buffer", () => {
  it("puts every sample of every line, partition and coil at its position", async () => {
    const volume = encodingOf({ encoded: [6, 4, 3] });
    const readouts = allLines(volume, { activeChannels: 3 });
    const kSpace = await placeOne(readouts, { header: headerOf(volume) });
    expect(kSpace.shape).toEqual({ e0: 6, e1: 4, e2: 3, coils: 3, n: 1, s: 1, slices: 1 });
    for (const sent of readouts) {
      const { kspaceEncodeStep1, kspaceEncodeStep2 } = sent.header;
      for (const coil of [0, 1, 2]) {
        expect(lineOf(kSpace, kspaceEncodeStep1, { e2: kspaceEncodeStep2, coil })).toEqual(samplesOf(sent, coil));
      }
    }
    expect([...kSpace.counts]).toEqual(Array(12).fill(1));
    expect(placed(kSpace)).toEqual(readouts.map(({ header }) => header.scanCounter));
  });

  describe("rows", () => {
    const limited = (minimum: number, maximum: number, center: number, size = 8) =>
      headerOf(
        encodingOf({ encoded: [16, size, 1], encodingLimits: { kspaceEncodingStep1: { minimum, maximum, center } } }),
      );
    const at = (steps: readonly number[]) =>
      steps.map((kspaceEncodeStep1) => readout({ kspaceEncodeStep1, scanCounter: kspaceEncodeStep1 + 1 }));

    it("have the k-space centre at floor(size / 2) with partial Fourier at the beginning, without parallel imaging", async () => {
      const kSpace = await placeOne(at([0, 1, 2, 3, 4, 5]), { header: limited(0, 5, 2) });
      expect(placed(kSpace)).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
      expect(kSpace.e1).toEqual({ first: 2, last: 7, center: 4 });
    });

    it("have it there with partial Fourier at the end, and in odd sizes", async () => {
      const kSpace = await placeOne(at([0, 1, 2, 3, 4]), { header: limited(0, 4, 3, 7) });
      expect(placed(kSpace)).toEqual([1, 2, 3, 4, 5, 0, 0]);
      expect(kSpace.e1).toEqual({ first: 0, last: 4, center: 3 });
    });

    it("are the encoding step if the header has no limits", async () => {
      expect(placed(await placeOne(at([7, 0, 3])))).toEqual([1, 0, 0, 4, 0, 0, 0, 8]);
    });

    it("follow row = index − centre + floor(size / 2) for any limits", () =>
      fc.assert(
        fc.asyncProperty(fc.integer({ min: 2, max: 20 }), fc.nat(30), fc.nat(30), async (size, center, index) => {
          const reported: string[] = [];
          const kSpace = await placeOne(at([index]), { header: limited(0, 30, center, size), reported });
          const row = index - center + Math.floor(size / 2);
          const inside = row >= 0 && row < size;
          expect(placed(kSpace).indexOf(index + 1)).toBe(inside ? row : -1);
          expect(reported.filter((line) => line.includes("outside"))).toHaveLength(inside ? 0 : 1);
        }),
        { numRuns: 60 },
      ));

    it("beyond the header's limits are those of their counters, and the client is warned once", async () => {
      const reported: string[] = [];
      const kSpace = await placeOne(at([0, 1, 2, 3, 4, 5, 6, 7]), { header: limited(1, 5, 4), reported });
      expect(placed(kSpace)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(kSpace.e1).toEqual({ first: 0, last: 7, center: 4 });
      expect(reported).toEqual([
        "warning: encoding 0: encodingLimits.kspaceEncodingStep1: it is 1..5, but readouts have 0..7. " +
          "Lines within the encoded matrix are placed by their counter all the same.",
      ]);
    });

    it("within the limits but outside the matrix are discarded, counted and reported at the end", async () => {
      const reported: string[] = [];
      const kSpace = await placeOne(at([0, 1, 2, 3, 4, 5, 9, 8]), { header: limited(0, 9, 2), reported });
      expect(placed(kSpace)).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
      expect([...kSpace.discarded]).toEqual([2]);
      expect(reported.slice(0, 1)).toEqual(["warning: 2 readouts are outside the encoded matrix and were discarded"]);
    });

    it("of an axis of one row are at row 0, whatever centre the header has", async () => {
      const step2 = { kspaceEncodingStep2: { minimum: 0, maximum: 4, center: 3 } };
      const header = headerOf(encodingOf({ encodingLimits: step2 }));
      const reported: string[] = [];
      const kSpace = await placeOne([readout(), readout({ kspaceEncodeStep1: 1, kspaceEncodeStep2: 3 })], {
        header,
        reported,
      });
      expect(placed(kSpace).slice(0, 2)).toEqual([1, 0]);
      expect(reported.filter((line) => line.includes("outside"))).toHaveLength(1);
    });
  });

  describe("counters", () => {
    const names = ["slice", "average", "contrast", "phase", "repetition", "set", "segment"] as const;
    const scans = (buffers: readonly ReconBuffer[]) =>
      buffers.map(({ imaging }) => placed(imaging).filter((scan) => scan > 0));
    const of = (counter: string, values: readonly number[]) =>
      values.map((value, i) => readout({ scanCounter: i + 1, kspaceEncodeStep1: i, [counter]: value }));

    it.each(names)("divide by %s, in its order", async (counter) => {
      const parameters = { ignoreSegment: false, mergeAverages: false };
      expect(scans(await place(of(counter, [300, 2, 10, 2]), { parameters }))).toEqual([[2, 4], [3], [1]]);
    });

    it("divide slice by slice, then by the others", async () => {
      const sent = [0, 1].flatMap((contrast) =>
        [1, 0].map((slice) => readout({ slice, contrast, scanCounter: 10 * slice + contrast + 1 })),
      );
      expect(scans(await place(sent)).flat()).toEqual([1, 2, 11, 12]);
    });

    it.each(["segment", "average"])("do not divide by %s, unless asked to", async (counter) => {
      expect(scans(await place(of(counter, [3, 0, 1])))).toEqual([[1, 2, 3]]);
    });

    it("defined by the user become dimensions too", async () => {
      const user = (value: number) => [0, 0, value, 0, 0, 0, 0, 0];
      const sent = [5, 2].map((value, i) => readout({ scanCounter: i + 1, user: user(value) }));
      const kSpace = await placeOne(sent, { parameters: { n: "user_2" } });
      expect(kSpace.shape.n).toBe(2);
      expect(placed(kSpace).filter((scan) => scan > 0)).toEqual([2, 1]);
    });

    it("become the dimensions n and s, by their rising values, and the slices a dimension", async () => {
      const sent = [
        readout({ scanCounter: 1, set: 4, phase: 2, slice: 3 }),
        readout({ scanCounter: 2, set: 9, phase: 3, slice: 3 }),
        readout({ scanCounter: 3, set: 5, phase: 2, slice: 4 }),
      ];
      const kSpace = await placeOne(sent, { parameters: { n: "set", s: "phase", splitSlices: false } });
      expect(kSpace.shape).toMatchObject({ n: 3, s: 2, slices: 2 });
      const spots = [
        { n: 0, s: 0, slice: 0 },
        { n: 2, s: 1, slice: 0 },
        { n: 1, s: 0, slice: 1 },
      ];
      for (const [i, spot] of spots.entries()) {
        const index = lineIndex(kSpace.shape, { e1: 0, e2: 0, ...spot });
        expect(kSpace.headers[index]!.scanCounter).toBe(i + 1);
        expect(lineOf(kSpace, 0, spot)).toEqual(samplesOf(sent[i]!));
      }
      expect(placed(kSpace).filter((scan) => scan > 0)).toHaveLength(3);
    });
  });

  it("places each readout in its own encoding", async () => {
    const header = headerOf([
      encoding,
      encodingOf({ encoded: [4, 2, 1], parallelImaging: { accelerationFactor: { kspaceEncodingStep1: 3 } } }),
    ]);
    const sent = [readout(), readout({ encodingSpaceRef: 1, numberOfSamples: 4 })];
    const buffers = await place(sent, { header });
    expect(buffers.map((buffer) => buffer.encoding)).toEqual([0, 1]);
    expect(buffers.map(({ imaging }) => imaging.shape)).toMatchObject([
      { e0: 16, e1: 8 },
      { e0: 4, e1: 2 },
    ]);
    expect(buffers.map(({ imaging }) => imaging.acceleration)).toEqual([
      [1, 1],
      [3, 1],
    ]);
  });

  it("refuses an encoding that the header does not have, naming the readout", () =>
    expectFailure(
      toBuffer,
      [bucket([readout({ encodingSpaceRef: 1, scanCounter: 42 })])],
      "unknown-encoding",
      /readout 42 .* 1; .* has 1/,
    ));

  it("places reference readouts on a grid of their own, with the images of the same counters", async () => {
    const imaging = [0, 1].map((slice) => readout({ slice }));
    const reference = [readout({ slice: 1, scanCounter: 7, kspaceEncodeStep1: 3 })];
    const waveforms = [waveform()];
    const buffers = await place(imaging, {}, { reference, waveforms });
    expect(buffers.map((buffer) => buffer.reference && placed(buffer.reference.place()))).toEqual([
      undefined,
      [0, 0, 0, 7, 0, 0, 0, 0],
    ]);
    expect(buffers.map((buffer) => buffer.waveforms)).toEqual([waveforms, waveforms]);
  });

  it("reports incomplete k-spaces, repeated lines, and references that match no image", async () => {
    const reported: string[] = [];
    const lines = (repetition: number, count: number) =>
      Array.from({ length: count }, (_, kspaceEncodeStep1) => readout({ repetition, kspaceEncodeStep1 }));
    const sent = [...lines(0, 8), ...lines(1, 5), ...lines(1, 3)];
    await place(sent, { reported }, { reference: lines(7, 2) });
    expect(reported).toEqual([
      "warning: incomplete: 5 of 8 lines were acquired, in 1 of 2 k-spaces; the others are zero",
      "info: 3 of 16 lines were acquired more than once",
      "warning: 2 reference readouts match no image and are not used",
    ]);
  });

  it("does not report lines missing by undersampling", async () => {
    const reported: string[] = [];
    const parallelImaging = { accelerationFactor: { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 } };
    const header = headerOf(encodingOf({ parallelImaging }));
    await place(
      [0, 2, 4, 6].map((kspaceEncodeStep1) => readout({ kspaceEncodeStep1 })),
      { header, reported },
    );
    expect(reported).toEqual([]);
  });

  it("refuses a k-space of more than `maxBytes` before allocating it", () =>
    expectFailure(
      toBuffer,
      [
        bucket(
          Array.from({ length: 100 }, (_, repetition) => readout({ repetition, kspaceEncodeStep1: repetition % 8 })),
        ),
      ],
      "k-space-too-large",
      /100.*maxBytes/,
      { parameters: { n: "repetition", maxBytes: 1e5 } },
    ));

  it("counts the memory of a line in addition to its samples: lines may have no samples", () =>
    expectFailure(
      toBuffer,
      [bucket([readout({ numberOfSamples: 1, activeChannels: 1 })])],
      "k-space-too-large",
      /^k-space of 1 × 1000 × 1000 .*: 72000000 bytes, more than the limit of 10000000; split/,
      { header: headerOf(encodingOf({ encoded: [1, 1000, 1000] })), parameters: { maxBytes: 1e7 } },
    ));
});
