import { describe, expect, it } from "vitest";
import grappaUnmixing from "../../gadgets/reconstruction/grappa-unmixing.ts";
import realtimeUnmixing from "../../gadgets/reconstruction/realtime-unmixing.ts";
import type { KSpace } from "../../src/gadget-api/index.ts";
import { freshMemory } from "../../src/gadget-api/services/index.ts";
import { buffer, headerOf, kSpace } from "../../src/testing/index.ts";
import { runGadget } from "../../src/testing/run.ts";
import { relativeError } from "../numerics/reference.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const e1 = 48;
const shape = { e0: 16, e1, coils: 3 };

/** A k-space with some of its lines. */
function withLines(isAcquired: (row: number) => boolean, seed = 1, changes: Partial<typeof shape> = {}): KSpace {
  const whole = kSpace({ ...shape, ...changes }, seed);
  const samples = whole.gather().slice();
  const width = samples.length / (whole.shape.coils * e1);
  for (let line = 0; line < whole.shape.coils * e1; line += 1)
    if (!isAcquired(line % e1)) samples.fill(0, width * line, width * (line + 1));
  return whole.with({
    samples,
    counts: Uint32Array.from({ length: e1 }, (_, row) => Number(isAcquired(row))),
    headers: whole.headers.map((header, row) => (isAcquired(row) ? header : undefined)),
    acceleration: [2, 1],
    missing: [{ kind: "aliased", text: "aliased" }],
  });
}
/** Two images along n. */
const both = (x: KSpace, y: KSpace) =>
  x.with({
    shape: { ...x.shape, n: 2 },
    samples: Float32Array.from([...x.gather(), ...y.gather()]),
    counts: Uint32Array.from([...x.counts, ...y.counts]),
    headers: [...x.headers, ...y.headers],
    discarded: new Uint32Array(2),
    missing: [...x.missing, ...y.missing],
  });
const even = (row: number) => row % 2 === 0;
const center = (row: number) => row >= 8 && row < 40;
const header = headerOf();
const small = { kernelE0: 3, kernelE1: 2 };

describe("grappa-unmixing", () => {
  it("keeps the coefficients of a reference for images that bring none, or only those of the first", async () => {
    const [one, other] = [withLines(center, 5), withLines(center, 6)];
    const data = withLines(even);
    const images = async (weights: string) => {
      const inputs = [buffer(data, { reference: one }), buffer(data), buffer(data, { reference: other }), buffer(data)];
      return run(grappaUnmixing, "image-array", inputs, { header, parameters: { ...small, weights } });
    };
    const newest = await images("newest");
    expect(newest[1]!.data).toEqual(newest[0]!.data);
    expect(newest[2]!.data).not.toEqual(newest[0]!.data);
    expect(newest[3]!.data).toEqual(newest[2]!.data);
    const first = await images("first");
    for (const { data: pixels } of first) expect(pixels).toEqual(newest[0]!.data);
  });

  it("unfolds each slice by the reference of that slice, of this buffer or an earlier one, and never by another's", async () => {
    const ofSlice = (data: KSpace, slice: number) =>
      data.with({ headers: data.headers.map((header) => header?.with({ slice })) });
    const slices = (x: KSpace, y: KSpace) => both(x, y).with({ shape: { ...x.shape, n: 1, slices: 2 } });
    const data = slices(withLines(even), ofSlice(withLines(even, 2), 1));
    const [first, second] = [withLines(center, 5), ofSlice(withLines(center, 6), 1)];
    const images = (...references: (KSpace | undefined)[]) => {
      const inputs = references.map((reference) => buffer(data, { reference }));
      return run(grappaUnmixing, "image-array", inputs, { header, parameters: small });
    };
    const [whole] = await images(slices(first, second));
    const [, later, swapped] = await images(slices(first, second), second, slices(second, first));
    expect(later!.data).toEqual(whole!.data);
    expect(swapped!.data).toEqual(whole!.data);
    await expectFailure(
      grappaUnmixing,
      [buffer(data, { reference: second })],
      "no-calibration",
      /no calibration lines came for a slice/,
      { header, parameters: small },
    );
  });

  it("divides images by the g-factor for the SNR map", async () => {
    const inputs = [buffer(withLines(even), { reference: withLines(center, 5) })];
    const parameters = { ...small, maps: ["g", "snr"], series: 4 };
    const [g, snr, images] = await run(grappaUnmixing, "image-array", inputs, { header, parameters });
    expect([g!.series, snr!.series, images!.series]).toEqual([24, 304, 5]);
    for (const i of [0, 77, 401]) {
      expect(g!.data[2 * i]).toBeGreaterThan(0);
      expect(g!.data[2 * i + 1]).toBe(0);
      expect(snr!.data[2 * i]).toBeCloseTo(images!.data[2 * i]! / g!.data[2 * i]!, 5);
    }
    const parts = await run(grappaUnmixing, "image-array", inputs, {
      header,
      parameters: { ...small, scaling: "signal" },
    });
    // SNR units: √2 of the samples per acquired one, divided by R.
    expect(parts[0]!.data[10]! / images!.data[10]!).toBeCloseTo(2 / Math.sqrt(2), 4);
  });

  it("takes alternating lattices along n for the reference, of each buffer, if there is no other", async () => {
    const odd = (row: number) => row % 2 === 1;
    const frames = (seed: number) => buffer(both(withLines(even, seed), withLines(odd, seed + 1)));
    const images = async (...inputs: ReturnType<typeof frames>[]) =>
      (await run(grappaUnmixing, "image-array", inputs, { header, parameters: small })).map(({ data }) => data);
    const [first, second] = await images(frames(1), frames(3));
    expect(second).toEqual((await images(frames(3)))[0]);
    expect(relativeError(second!, first!)).toBeGreaterThan(0.1);
  });

  it("averages the reference over n, or takes each, or one", async () => {
    const [a, b] = [withLines(center, 5), withLines(center, 6)];
    const data = withLines(even);
    const input = buffer(both(data, data), { reference: both(a, b) });
    const pixels = async (n: unknown) => {
      const [images] = await run(grappaUnmixing, "image-array", [input], { header, parameters: { ...small, n } });
      const half = images!.data.length / 2;
      return [images!.data.subarray(0, half), images!.data.subarray(half)] as const;
    };
    const alone = async (reference: KSpace) =>
      (await run(grappaUnmixing, "image-array", [buffer(data, { reference })], { header, parameters: small }))[0]!.data;
    const average = await pixels("average");
    expect(average[1]).toEqual(average[0]);
    const each = await pixels("each");
    expect(relativeError(each[0], await alone(a))).toBeLessThan(1e-6);
    expect(relativeError(each[1], await alone(b))).toBeLessThan(1e-6);
    expect(relativeError((await pixels(1))[0], await alone(b))).toBeLessThan(1e-6);
    const mean = a.with({ samples: a.gather().map((part, i) => (part + b.gather()[i]!) / 2) });
    expect(relativeError(average[0], await alone(mean))).toBeLessThan(1e-5);
  });

  it("releases all that it has allocated, also if it refuses the data", async () => {
    const outcomes = [
      { input: buffer(withLines(even)), fails: true },
      { input: buffer(withLines(even), { reference: withLines(center, 5) }), fails: false },
    ];
    for (const { input, fails } of outcomes) {
      const used = new Set<Float32Array>();
      const memory = {
        ...freshMemory(),
        allocate(length: number) {
          const array = new Float32Array(length).fill(Number.NaN);
          used.add(array);
          return array;
        },
        release: (array: Float32Array) => void used.delete(array),
      };
      const images = runGadget(grappaUnmixing, [input], { header, parameters: small, memory });
      expect(
        await images.then(
          () => false,
          () => true,
        ),
      ).toBe(fails);
      // The coefficients of a slice are kept for later images without a calibration.
      expect(used.size).toBe(fails ? 0 : 1);
    }
  });

  it("refuses data that it cannot unfold", async () => {
    const parameters = small;
    await expectFailure(
      grappaUnmixing,
      [buffer(withLines(even))],
      "too-little-calibration",
      /block of 1 line gives 0/,
      {
        header,
        parameters,
      },
    );
    const scattered = withLines((row) => [0, 3, 4, 9, 11, 17, 18, 25, 31, 33, 40, 46].includes(row));
    await expectFailure(grappaUnmixing, [buffer(scattered)], "no-lattice", /12 of 48 lines were acquired/, { header });
    const reference = withLines(center, 2, { coils: 2 });
    await expectFailure(
      grappaUnmixing,
      [buffer(withLines(even), { reference })],
      "calibration-mismatch",
      /calibration has 2 coils, the image data have 3/,
      { header },
    );
  });
});

describe("realtime-unmixing", () => {
  it("waits for lattices that alternate, and then renews its coefficients", async () => {
    const odd = (row: number) => row % 2 === 1;
    const inputs = [withLines(even), withLines(odd, 2), withLines(even, 3)].map((each) => buffer(each));
    const images = await run(realtimeUnmixing, "image-array", inputs, { header, parameters: small });
    expect(images.length).toBe(3);
    // The first image has the coefficients of the first two; the same lines again give the same image, others don't.
    const further = [...inputs, inputs[0]!, buffer(withLines(odd, 7)), inputs[0]!];
    const again = await run(realtimeUnmixing, "image-array", further, { header, parameters: small });
    expect(again[3]!.data).toEqual(images[0]!.data);
    expect(relativeError(again[5]!.data, images[0]!.data)).toBeGreaterThan(0.01);
  });

  it("ends with an error if no calibration came, and refuses volumes", async () => {
    const options = { header, parameters: small };
    const text = /1 line about the k-space centre without a gap; real-time unmixing needs 10/;
    await expectFailure(realtimeUnmixing, [buffer(withLines(even))], "no-calibration", text, options);
    const volume = buffer(kSpace({ e2: 4 }));
    await expectFailure(realtimeUnmixing, [volume], "no-lattice", /takes planes, and these are 4 partitions/, options);
  });
});
