import { describe, expect, it } from "vitest";
import { DataType, formatAttributes, type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { image, readout, waveform } from "../support/messages.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { expectPixels, fireReference, knownAttributes, noReference } from "./fire-reference.ts";

/** FIRE's analyzeflow, and the same with another mask: whole chains, without a header, compared with NumPy. */

const [columns, rows, phases] = [8, 5, 6];
const geometry = { readDir: [0, 1, 0], phaseDir: [1, 0, 0], position: [1, 2, 3] };
/** Flow that rises and falls in the middle, and noise at the upper and lower edges. */
const velocity = (phase: number, slice: number, seed: number) =>
  Array.from({ length: columns * rows }, (_, i) => {
    const row = Math.floor(i / columns);
    if (row === 0 || row === rows - 1) return ((i + 7) * (phase + 3) * 7919 * seed + slice * 31) % 4096;
    return Math.round(2048 + 1500 * Math.sin(phase / 4 + slice) * Math.sin(i));
  });
const strength = (phase: number, slice: number) =>
  Array.from({ length: columns * rows }, (_, i) => ((i * 17 + phase * 5 + slice * 3) % 97) * (i % columns));

const of = (type: number, pixels: number[], slice: number, phase: number, attributes: Record<string, string>) =>
  image(pixels, {
    ...geometry,
    matrixSize: [columns, rows, 1],
    imageType: type,
    dataType: DataType.short,
    imageSeriesIndex: type,
    imageIndex: 40 - phase,
    slice,
    phase,
    attributes: formatAttributes(attributes),
  });
const places = ["FH", "AP"].flatMap((direction) =>
  [1, 0].flatMap((slice) => Array.from({ length: phases }, (_, phase) => ({ direction, slice, phase }))),
);
const flow = places.map(({ direction, slice, phase }) =>
  of(ImageType.phase, velocity(phase, slice, direction === "FH" ? 1 : 2), slice, phase, {
    FlowDirDisplay: direction,
    DataRole: "Phase",
  }),
);
const magnitudes = places
  .slice(0, 2 * phases)
  .map(({ slice, phase }) => of(ImageType.magnitude, strength(phase, slice), slice, phase, { A: "b" }));
const shuffled = [...flow, ...magnitudes].toSorted(
  (a, b) => ((a.header.phase * 5 + a.header.slice) % 7) - ((b.header.phase * 5 + b.header.slice) % 7),
);

/** In the order of output: by direction, slice and phase. */
const series = ["AP", "FH"].flatMap((direction) =>
  [0, 1].map((slice) => ({
    phases: Array.from({ length: phases }, (_, phase) => square(velocity(phase, slice, direction === "FH" ? 1 : 2))),
    magnitudes: Array.from({ length: phases }, (_, phase) => square(strength(phase, slice))),
  })),
);
const expected = fireReference({
  variation: { module: "analyzeflow", mask: "variation", series },
  magnitude: { module: "analyzeflow", mask: "magnitude", level: 0.1, series },
  strict: { module: "analyzeflow", mask: "magnitude", level: 0.5, series },
});

const analyze = (parameters: Record<string, string> = {}) =>
  reconstruct("analyzeflow", undefined, [...shuffled, waveform()], { parameters });
const velocities = (images: readonly Image[]) => images.filter(({ header }) => header.imageType === ImageType.phase);

describe.skipIf(noReference)(withReason("analyzeflow", noReference), () => {
  it("yields the pixels, headers and attributes of FIRE", async () => {
    const { images, reported } = await analyze();
    const results = velocities(images);
    expectPixels(results, expected.variation);
    const masked = results[0]!.data.filter((_: number, i: number) => results.every(({ data }) => data[i] === 0));
    expect(masked.length).toBeGreaterThan(columns);
    for (const [i, result] of results.entries()) {
      const [direction, slice, phase] = [Math.floor(i / (2 * phases)), Math.floor(i / phases) % 2, i % phases];
      expect(result.header.toObject()).toMatchObject({
        ...geometry,
        dataType: DataType.short,
        imageType: ImageType.phase,
        imageSeriesIndex: 10 + direction,
        imageIndex: slice * phases + phase + 1,
        slice,
        phase,
      });
      expect(knownAttributes(result)).toEqual({
        ...expected.variation[i]!.attributes,
        FlowDirDisplay: [direction === 0 ? "AP" : "FH"],
        ImageRowDir: ["0.000000000000000000", "1.000000000000000000", "0.000000000000000000"],
        ImageColumnDir: ["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"],
      });
    }
    expect(reported).toEqual([]);
  });

  it.each([
    ["magnitude", {}],
    ["strict", { level: "0.5" }],
  ] as const)("masks by the magnitude where that is asked for: %s", async (name, parameters) => {
    const { images, reported } = await analyze({ mask: "magnitude", ...parameters });
    expectPixels(velocities(images), expected[name]);
    expect(expected[name]).not.toEqual(expected.variation);
    expect(reported).toEqual([]);
  });

  it.each(["variation", "magnitude"])("passes all other images unchanged, with mask = %s", async (mask) => {
    const { images } = await analyze({ mask });
    const passed = images.filter(({ header }) => header.imageType !== ImageType.phase);
    expect(passed).toEqual(shuffled.filter(({ header }) => header.imageType !== ImageType.phase));
  });

  it("ignores readouts, and reports it", async () => {
    const { images, reported } = await reconstruct("analyzeflow", undefined, [readout(), ...shuffled, readout()]);
    expectPixels(velocities(images), expected.variation);
    expect(reported).toEqual(["warning: ignore-readouts: 2 readouts are ignored: this chain processes images only"]);
  });

  it("treats images without a direction as one direction", async () => {
    const nameless = flow.slice(0, phases).map((each) => ({ ...each, attributes: "" }));
    const { images } = await reconstruct("analyzeflow", undefined, nameless);
    expect(images.map(({ header }) => header.imageSeriesIndex)).toEqual(Array(phases).fill(10));
    expect(parseAttributes(images[0]!.attributes).has("FlowDirDisplay")).toBe(false);
  });
});

function square(pixels: readonly number[]): number[][] {
  return Array.from({ length: rows }, (_, row) => pixels.slice(row * columns, (row + 1) * columns));
}
