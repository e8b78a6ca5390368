import { lastValueFrom, map, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { gadgets as registered } from "../../gadgets/registry.ts";
import { Credit, instantiate, releasesReadouts } from "../../src/chain/index.ts";
import { defineGadget, type Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { compileWith } from "../support/chains.ts";
import { keeper } from "../support/keeper.ts";
import { allLines, encodingOf, headerOf, noiseReadout } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";

let recycles: boolean | undefined;
/** Records whether sample memory is recycled in its chain. */
const probe = defineGadget({
  name: "probe",
  summary: "Note the memory.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: ({ memory }) => {
    recycles = memory.recycles;
    return map((image) => image);
  },
});
const gadgets = [
  ...(await Promise.all(Object.values(registered).map(async (load) => (await load()).default))),
  keeper,
  probe,
];

const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 6, 1] });
const header = headerOf(encoding);
const readouts = [
  ...Array.from({ length: 20 }, (_, i) => noiseReadout({ scanCounter: i, numberOfSamples: 32 })),
  ...[0, 1, 2, 3].flatMap((repetition) =>
    allLines(encoding, { repetition, contrast: repetition % 2, scanCounter: 20 + 6 * repetition }),
  ),
];

/** The images of a chain run as in a session, with the memory of readouts overwritten where allowed. */
async function imagesOf(steps: readonly string[], pool = noPool) {
  const text = `description: d\nchain:\n${[...steps, "probe"].map((step) => `  - ${step}\n`).join("")}`;
  const chain = await compileWith(gadgets, text);
  const reusedMemory = releasesReadouts(chain);
  const environment = { header, version: "1", credit: new Credit(), pool, noise: noNoiseStore, report: () => {} };
  const source = new Subject<Message>();
  const results = lastValueFrom(source.pipe(instantiate(chain, { ...environment, reusedMemory }), toArray()));
  for (const readout of readouts) {
    const taken = { ...readout, data: readout.data.slice() };
    source.next(taken);
    if (reusedMemory) taken.data.fill(Number.NaN);
  }
  source.complete();
  const images = (await results).map((message) => {
    const image = message as Image;
    return { series: image.header.imageSeriesIndex, header: image.header.bytes, data: image.data };
  });
  return { images, reusedMemory, recycles };
}

const whiten = ["noise-adjust", "remove-oversampling"];
const collect = ["accumulate: { trigger: repetition }", "to-buffer"];
const magnitude = ["simple-recon", "extract"];
const phase = ["fft", "coil-combine: { method: adaptive, kernel: 3 }", "extract: { as: [phase] }"];
const branch = (steps: readonly string[]) =>
  `[${steps.map((step) => (step.includes(":") ? `{ ${step} }` : step)).join(", ")}]`;

describe.each([
  ["from the readouts on", [], [whiten, ["remove-oversampling"]], collect],
  // After a step that consumes readouts, or before branches, the two kinds of deferred work share no pass.
  ["from prewhitened readouts on", ["noise-adjust", "keeper"], [["remove-oversampling"], []], collect],
  ["from cropped readouts on", whiten, [[], []], collect],
  ["from buckets on", [...whiten, collect[0]!], [[], []], collect.slice(1)],
  ["from k-space on", [...whiten, ...collect], [[], []], []],
])("two reconstructions side by side, %s,", async (_where, before, [one, other], collecting) => {
  const a = [...one!, ...collecting, ...magnitude];
  const b = [...other!, ...collecting, ...phase];
  const separate = [await imagesOf([...before, ...a]), await imagesOf([...before, ...b])];
  const steps = [...before.filter((step) => step !== "keeper"), `parallel: { a: ${branch(a)}, b: ${branch(b)} }`];

  it.each([
    ["synchronously", noPool],
    ["by worker threads", unorderedPool(2)],
  ])("make the images of two chains, bit by bit, computed %s", async (_how, pool) => {
    const { images, recycles } = await imagesOf(steps, pool);
    expect(recycles).toBe(false);
    const ofSeries = (series: number) => images.filter((image) => image.series === series);
    expect(ofSeries(0)).toEqual(separate[0]!.images);
    expect(ofSeries(3000)).toEqual(separate[1]!.images);
    expect(images).toHaveLength(8);
  });
});

describe("sample memory", () => {
  it("is recycled with branches of images", async () => {
    const steps = [...whiten, ...collect, "fft"];
    const split = `parallel: { a: ${branch(["coil-combine", "extract"])}, b: ${branch(phase.slice(1))} }`;
    const { images, ...memory } = await imagesOf([...steps, split]);
    expect(memory).toEqual({ reusedMemory: true, recycles: true });
    const plain = await imagesOf([...steps, "coil-combine", "extract"]);
    expect(images.filter(({ series }) => series === 0)).toEqual(plain.images);
  });

  it("is recycled in the branches of a route, which share nothing", async () => {
    const recon = [...collect, ...magnitude];
    const routed = `parallel: { route: { by: contrast, 0: a, otherwise: b }, a: ${branch(recon)}, b: ${branch(recon)} }`;
    const { images, ...memory } = await imagesOf([...whiten, routed]);
    expect(memory).toEqual({ reusedMemory: true, recycles: true });
    const plain = await imagesOf([...whiten, ...recon]);
    const pixels = (some: typeof images) => new Set(some.map(({ data }) => data.join()));
    expect(pixels(images)).toEqual(pixels(plain.images));
    expect(images).toHaveLength(4);
  });

  it("is not recycled if a branch may pass readouts on unchanged", async () => {
    const parallel = `parallel: { raw: [], images: ${branch([...whiten, ...collect, ...magnitude])} }`;
    const { images, ...memory } = await imagesOf([parallel]);
    expect(memory).toEqual({ reusedMemory: false, recycles: false });
    expect(images).toHaveLength(readouts.length + 4);
    const data = images.filter(({ series }) => series === undefined).map((each) => each.data);
    expect(data).toEqual(readouts.map((each) => each.data));
  });

  it("is not recycled if branches precede the deferring step", async () => {
    const recon = [...collect, ...magnitude];
    const { images, reusedMemory } = await imagesOf([`parallel: { raw: [], images: ${branch(recon)} }`, ...whiten]);
    expect(reusedMemory).toBe(false);
    const ofImages = images.filter(({ series }) => series === 0);
    expect(ofImages).toEqual((await imagesOf(["keeper", ...recon])).images);
  });

  it("is separate after deferred work, so that a branch may pass readouts on", async () => {
    const recon = ["remove-oversampling", ...collect, ...magnitude];
    const { images, reusedMemory } = await imagesOf([
      "noise-adjust",
      `parallel: { raw: [], images: ${branch(recon)} }`,
    ]);
    expect(reusedMemory).toBe(true);
    const passed = images.filter(({ series }) => series === undefined);
    expect(passed).toEqual((await imagesOf(["keeper", "noise-adjust"])).images);
    expect(passed).toHaveLength(24);
  });
});
