import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import type { Gadget } from "../../src/gadget-api/index.ts";
import { AcquisitionFlag, DataType, ImageType } from "../../src/mrd/index.ts";
import {
  allLines,
  bucket,
  buffer,
  coilsOf,
  encodingOf,
  gaussian,
  headerOf,
  image,
  imageArray,
  kSpace,
  noiseReadout,
  readout,
  waveform,
} from "../support/messages.ts";
import { skipReason } from "../support/peers.ts";
import { type ContractCase, gadgetContract } from "./gadget-contract.ts";

const encoding = encodingOf();
const oversampled = encodingOf({ encoded: [32, 8, 1], recon: [16, 8, 1] });
const volume = encodingOf({ encoded: [16, 8, 4], recon: [12, 10, 2] });
const averages = [0, 1].flatMap((average) => allLines(encoding, { average, scanCounter: 1 + 8 * average }));
const phases = [0, 1, 2, 3, 4].map((phase) => image(gaussian(12, phase), { phase, imageType: ImageType.phase }));
const shorts = [3, 4].map((imageSeriesIndex) =>
  image([1, 2, 3, 4], { imageSeriesIndex, imageIndex: 1, dataType: DataType.short }),
);
const magnitudes = [1, 2, 3].map((seed) => image(gaussian(24, seed).map(Math.abs)));

/** Every gadget needs cases: leaving one out does not compile. */
const cases: Record<keyof typeof gadgets, readonly ContractCase[]> = {
  accumulate: [
    { name: "readouts and waveforms without a trigger", messages: [waveform(), ...averages, waveform()], outputs: 1 },
    { name: "a trigger", messages: averages, outputs: 2, parameters: { trigger: "average" } },
    { name: "a count that leaves a rest", messages: averages, outputs: 4, parameters: { trigger: "count", count: 5 } },
    { name: "sorting", messages: averages, outputs: 2, parameters: { sort: "average" } },
    {
      name: "flags",
      messages: [...averages, readout({ flags: [AcquisitionFlag.lastInSlice] }), readout()],
      outputs: 2,
      parameters: { trigger: "lastInSlice" },
    },
  ],
  "asymmetric-echo": [
    {
      name: "asymmetric, reverse, symmetric and noise readouts",
      messages: [
        readout({ numberOfSamples: 10, centerSample: 2, discardPre: 1, trajectory: gaussian(30, 1) }),
        readout({ numberOfSamples: 10, centerSample: 7, flags: [AcquisitionFlag.reverse] }),
        readout({ numberOfSamples: 10 }),
        readout({ centerSample: 3 }),
        noiseReadout({ numberOfSamples: 10, centerSample: 0 }),
      ],
      outputs: 5,
    },
  ],
  attributes: [
    {
      name: "values and names",
      messages: magnitudes,
      outputs: 3,
      parameters: { set: { A: 1, B: ["x", "y"] }, remove: ["C"], directions: true, origin: true },
    },
  ],
  "auto-scale": [
    { name: "magnitude images", messages: magnitudes, outputs: 3 },
    { name: "a phase image", messages: [image([1, 2], { imageType: ImageType.phase })], outputs: 1 },
  ],
  bart: [
    {
      name: "k-space and images",
      messages: [imageArray({ coils: 3 }), buffer({ ...kSpace({ n: 2 }, 2), readout: "image" })],
      outputs: 2,
      parameters: { command: "fft -i 3" },
    },
    {
      name: "k-space that stays k-space",
      messages: [buffer(kSpace(), { reference: kSpace({}, 2) })],
      outputs: 1,
      parameters: { commands: ["fmac {in} {reference} {out}"], returns: "buffer" },
    },
  ],
  "coil-combine": [
    { name: "coil images", messages: [imageArray({ coils: 3 }), imageArray({ coils: 2, n: 2 }, 2)], outputs: 2 },
    { name: "nothing to combine", messages: [imageArray({ coils: 3 })], outputs: 1, parameters: { method: "none" } },
  ],
  "coil-pca": [
    {
      name: "readouts of two slices in turn, one of which is learned before the end",
      messages: [
        noiseReadout({ scanCounter: 1 }),
        ...[2, 3, 4, 5, 6, 7].map((scanCounter) =>
          readout({
            scanCounter,
            slice: scanCounter % 2,
            flags: scanCounter === 4 ? [AcquisitionFlag.lastInSlice] : [],
          }),
        ),
      ],
      outputs: 6,
      header: headerOf(encoding, coilsOf(["A", "B"])),
      parameters: { uncombinedCoils: ["B"] },
    },
  ],
  "coil-reduction": [
    { name: "more coils than are kept", messages: averages, outputs: 16, parameters: { coils: 1 } },
    { name: "a mask", messages: averages, outputs: 16, parameters: { mask: [0, 1] } },
    { name: "nothing to leave out", messages: averages, outputs: 16 },
  ],
  colormap: [{ name: "magnitude images", messages: magnitudes, outputs: 3 }],
  crop: [
    {
      name: "images larger than the recon matrix, and smaller",
      messages: [imageArray({ x: 16, y: 8, z: 4, coils: 2, n: 2 }), imageArray({ x: 9, y: 7, z: 1 }, 2)],
      outputs: 2,
      header: headerOf(volume),
    },
  ],
  discard: [{ name: "messages of all kinds", messages: [readout(), waveform(), ...magnitudes], outputs: 0 }],
  external: [
    {
      name: "a program that gives back what it gets",
      messages: [readout(), waveform(), image([1, 2])],
      outputs: 3,
      parameters: { execute: ["cat"] },
    },
  ],
  extract: [
    {
      name: "all kinds of images",
      messages: [imageArray({ slices: 2 }), imageArray({ coils: 2 }, 2)],
      outputs: 15,
      parameters: { as: ["magnitude", "phase", "real", "imag", "complex"] },
    },
  ],
  fft: [
    { name: "buffers of two sizes", messages: [buffer(), buffer(kSpace({ n: 2, slices: 2 }, 2))], outputs: 2 },
    { name: "a volume", messages: [buffer(kSpace({ e2: 4 }))], outputs: 1, header: headerOf(volume) },
  ],
  flip: [
    { name: "images of even and odd sizes", messages: [imageArray(), imageArray({ x: 5, coils: 2 }, 2)], outputs: 2 },
  ],
  "fov-adjust": [
    {
      name: "images that need resampling",
      messages: [imageArray({ x: 16, y: 8, z: 4, coils: 2, n: 2 }), imageArray({ x: 9, y: 7, z: 3 }, 2)],
      outputs: 2,
      header: headerOf(volume),
    },
    { name: "images on their grid", messages: [imageArray({ x: 16, y: 8 })], outputs: 1 },
  ],
  "ignore-readouts": [{ name: "readouts", messages: averages, outputs: 0 }],
  invert: [{ name: "float and short images", messages: [...magnitudes, ...shorts], outputs: 5 }],
  "kspace-filter": [
    {
      name: "windows along all axes",
      messages: [buffer(kSpace({ e2: 3 })), buffer({ ...kSpace({}, 2), readout: "image" }, { reference: kSpace() })],
      outputs: 2,
      parameters: { e0: "gaussian", e1: "hann", e2: "tukey" },
    },
    { name: "nothing to do", messages: [buffer()], outputs: 1 },
  ],
  "mask-magnitude": [
    {
      name: "phase images with and without magnitude",
      messages: [
        ...phases,
        ...phases
          .slice(2)
          .map(({ header }) => ({ kind: "aside" as const, image: image(gaussian(12, 9), { phase: header.phase }) })),
      ],
      outputs: 8,
    },
  ],
  "mask-variation": [
    { name: "a series of phases, and one too short", messages: [...phases, image([1, 2], { slice: 1 })], outputs: 6 },
  ],
  "noise-adjust": [
    {
      name: "noise and data",
      messages: [
        noiseReadout({ scanCounter: 1 }),
        noiseReadout({ scanCounter: 2 }),
        readout({ scanCounter: 3 }),
        readout(),
      ],
      outputs: 2,
      header: headerOf(encoding, coilsOf(["A", "B"])),
      parameters: { scaleOnlyCoils: ["B"] },
    },
    { name: "no noise", messages: averages, outputs: 16 },
  ],
  "noise-list": [{ name: "a query", messages: [readout(), waveform()], outputs: 1, ofNothing: 1 }],
  "noise-summary": [
    { name: "a query", messages: [readout()], outputs: 1, ofNothing: 1, parameters: { measurement: "1" } },
  ],
  normalize: [{ name: "float and short images", messages: [...magnitudes, ...shorts], outputs: 5 }],
  "number-series": [{ name: "images", messages: [...magnitudes, ...shorts], outputs: 5 }],
  "partial-fourier": [
    {
      name: "rows cut short, and none",
      messages: [buffer({ ...kSpace({ n: 2 }), e1: { first: 2, last: 7, center: 4 } }), buffer(kSpace({}, 2))],
      outputs: 2,
    },
    { name: "no method", messages: [buffer()], outputs: 1, parameters: { method: "none" } },
  ],
  "put-back": [
    { name: "what was set aside", messages: magnitudes.map((each) => ({ kind: "aside", image: each })), outputs: 3 },
  ],
  "remove-oversampling": [
    {
      name: "oversampled readouts of several lengths",
      messages: [...allLines(oversampled), readout({ trajectory: gaussian(48, 1) }), readout()],
      outputs: 10,
      header: headerOf(oversampled),
    },
    { name: "nothing to remove", messages: averages, outputs: 16 },
  ],
  report: [
    { name: "buckets, one of them empty, and series", messages: [bucket(averages), bucket([]), ...shorts], outputs: 3 },
  ],
  rescale: [{ name: "float and short images", messages: [...magnitudes, ...shorts], outputs: 5 }],
  roi: [{ name: "images", messages: magnitudes, outputs: 3 }],
  "set-aside": [
    { name: "images of two kinds", messages: [...magnitudes, ...phases], outputs: 8 },
    {
      name: "copies",
      messages: [...magnitudes, ...phases],
      outputs: 11,
      parameters: { kinds: ["magnitude"], copy: true, series: 99 },
    },
  ],
  "simple-recon": [
    { name: "buffers of two sizes", messages: [buffer(), buffer(kSpace({ coils: 3, s: 2 }, 2))], outputs: 2 },
  ],
  tap: [
    {
      name: "one of each kind, where nothing is kept",
      messages: [readout(), waveform(), magnitudes[0]!, bucket(averages), buffer(), imageArray()],
      outputs: 6,
    },
  ],
  "to-buffer": [
    {
      name: "averages apart, with reference and reverse readouts",
      messages: [
        bucket(averages, { reference: averages, waveforms: [waveform()] }),
        bucket(allLines(encoding, { flags: [AcquisitionFlag.reverse] })),
      ],
      outputs: 3,
    },
    { name: "averages merged", messages: [bucket(averages)], outputs: 1, parameters: { mergeAverages: true } },
  ],
  "to-fixed-point": [
    { name: "float images", messages: magnitudes, outputs: 3 },
    {
      name: "double phase to short",
      messages: [image([-1, 0, 1], { dataType: DataType.double, imageType: ImageType.phase })],
      outputs: 1,
      parameters: { type: "short", min: -4096 },
    },
  ],
  "to-float": [{ name: "float and short images", messages: [...magnitudes, ...shorts], outputs: 5 }],
  "value-range": [
    { name: "arrays and series", messages: [imageArray({ n: 2 }), ...shorts, ...magnitudes], outputs: 6 },
  ],
};

const loaded = await Promise.all(
  Object.entries(gadgets).map(async ([key, load]): Promise<[string, Gadget]> => [key, (await load()).default]),
);

describe("the registry", () => {
  it("has every file of gadgets/, under its name, which is the gadget's too", () => {
    const files = readdirSync(new URL("../../gadgets/", import.meta.url), { recursive: true, encoding: "utf8" });
    const names = files.flatMap((file) => /\/([^/]+)\.ts$/.exec(file)?.[1] ?? []);
    expect(Object.keys(gadgets).toSorted()).toEqual(names.toSorted());
    expect(loaded.map(([, { name }]) => name)).toEqual(loaded.map(([key]) => key));
  });
});

/** What a gadget can't run without. */
const needs: Partial<Record<string, string>> = { bart: skipReason("bart") };

for (const [key, gadget] of loaded) gadgetContract(gadget, cases[key as keyof typeof gadgets], needs[key]);
