import { setImmediate as turn } from "node:timers/promises";
import { from, lastValueFrom, mergeMap, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import {
  Credit,
  compileChain,
  gadgetRegistry,
  instantiate,
  releasesReadouts,
  type SourceMessage,
} from "../../src/chain/index.ts";
import { defineGadget, type Message, type ReconBuffer } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { InputMemory, letGo } from "../../src/memory/index.ts";
import { type Acquisition, AcquisitionHeader, type Image } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { keeper } from "../support/keeper.ts";
import { allLines, encodingOf, headerOf, noiseReadout } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";

/** A step after k-space that retains it: each buffer is emitted again before the next. */
const again = defineGadget({
  name: "again",
  summary: "Pass buffers on, and once more before the next.",
  in: ["buffer"],
  out: ["buffer"],
  parameters: {},
  create: () => {
    let before: ReconBuffer | undefined;
    return mergeMap((buffer: ReconBuffer) => {
      const passed = before === undefined ? [buffer] : [before, buffer];
      before = buffer;
      return passed;
    });
  },
});
const registry = gadgetRegistry({
  ...gadgets,
  keeper: async () => ({ default: keeper }),
  again: async () => ({ default: again }),
});
const chainOf = (...first: string[]) => {
  const steps = [...first, "accumulate: { trigger: repetition }", "to-buffer", "simple-recon", "extract"];
  const text = `description: d\nchain:\n${steps.map((step) => `  - ${step}\n`).join("")}`;
  return compileChain("test", "test.yaml", text, registry);
};

/** So many coils that worker threads prewhiten their readouts. */
const activeChannels = 16;

const measurementOf = (partitions: number) => {
  const encoding = encodingOf({ encoded: [32, 6, partitions], recon: [16, 6, partitions] });
  const readouts: Message[] = [
    ...Array.from({ length: 20 }, (_, i) => noiseReadout({ scanCounter: i, numberOfSamples: 32, activeChannels })),
    ...[0, 1, 2, 3, 4].flatMap((repetition) =>
      allLines(encoding, { repetition, activeChannels }).map((readout) => ({
        ...readout,
        data: readout.data.map((value) => value * (repetition + 1)),
      })),
    ),
  ];
  return { readouts, environment: { header: headerOf(encoding), version: "1", noise: noNoiseStore, report: () => {} } };
};

describe.each([
  ["prewhitening and oversampling removal", ["noise-adjust", "remove-oversampling"], 1],
  ["prewhitening and oversampling removal, of volumes", ["noise-adjust", "remove-oversampling"], 4],
  ["oversampling removal", ["remove-oversampling"], 1],
  ["prewhitening", ["noise-adjust"], 1],
  ["prewhitening, of volumes", ["noise-adjust"], 4],
])("the memory of samples in a chain of %s", async (_name, first, partitions) => {
  const { readouts, environment } = measurementOf(partitions);
  const plain = await chainOf("keeper", ...first);
  const operator = instantiate(plain, { ...environment, credit: new Credit(), pool: noPool });
  const results: Message[] = await lastValueFrom(from(readouts).pipe(operator, toArray()));
  const expected = results as Image[];

  it("is not recycled if a step may retain it", () => {
    expect(releasesReadouts(plain)).toBe(false);
    expect(expected).toHaveLength(5);
  });

  it.each([
    ["synchronously", noPool],
    ["by worker threads", unorderedPool(2)],
  ])("is recycled without affecting the images, computed %s", async (_how, pool) => {
    const chain = await chainOf(...first);
    expect(releasesReadouts(chain)).toBe(true);
    const source = new Subject<Message>();
    const operator = instantiate(chain, { ...environment, credit: new Credit(), pool, reusedMemory: true });
    const images = lastValueFrom(source.pipe(operator, toArray()));
    for (const readout of readouts) {
      const taken = { ...(readout as Acquisition), data: (readout as Acquisition).data.slice() };
      source.next(taken);
      taken.data.fill(Number.NaN);
    }
    source.complete();
    expect((await images).map((image) => (image as Image).data)).toEqual(expected.map(({ data }) => data));
  });

  it.each([
    ["synchronously", () => noPool],
    ["by worker threads that share the memory", () => unorderedPool(1)],
    ["by worker threads, from copies", () => ({ ...unorderedPool(1), shares: () => false })],
  ])("may be that in which readouts were received, computed %s", async (_how, makePool) => {
    const chain = await chainOf(...first);
    const memory = new InputMemory();
    const pool = makePool();
    const run = { ...environment, credit: new Credit(), pool, reusedMemory: true, maxBytes: 2 ** 30 };
    const source = new Subject<SourceMessage>();
    const images = lastValueFrom(source.pipe(instantiate(chain, run), toArray()));
    for (const [i, readout] of readouts.entries()) {
      const { header: own, trajectory, data } = readout as Acquisition;
      const block = memory.take();
      const samplesAt = 2 * i + 1 + own.bytes.length;
      const header = new AcquisitionHeader(block.subarray(2 * i + 1, samplesAt));
      header.bytes.set(own.bytes);
      const bytes = block.subarray(samplesAt, samplesAt + data.byteLength);
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      source.next({
        kind: "stored-readouts",
        readouts: [{ kind: "stored-readout", header, trajectory, source: bytes }],
      });
      letGo(block);
      if (i % 3 === 2) await turn(); // results of threads
    }
    source.complete();
    expect((await images).map((image) => (image as Image).data)).toEqual(expected.map(({ data }) => data));
  });
});

it("is copied for a readout that no step changes, and for an observer of the steps", async () => {
  const text = "description: d\nchain:\n  - noise-adjust\n";
  const chain = await compileChain("test", "test.yaml", text, registry);
  const { readouts, environment } = measurementOf(1);
  const own = readouts.at(-1) as Acquisition;
  const bytes = new Uint8Array(own.data.byteLength + 1).subarray(1);
  bytes.set(new Uint8Array(own.data.buffer, own.data.byteOffset, own.data.byteLength));
  const seen: Message[] = [];
  const watch = () => ({ run: <T>(work: () => T) => work(), took: (message: Message) => void seen.push(message) });
  const operator = instantiate(chain, {
    ...environment,
    credit: new Credit(),
    pool: noPool,
    reusedMemory: true,
    watch,
  });
  const stored = { kind: "stored-readout", header: own.header, trajectory: own.trajectory, source: bytes } as const;
  const run: SourceMessage = { kind: "stored-readouts", readouts: [stored] };
  const [passed] = await lastValueFrom(from([run]).pipe(operator, toArray()));
  bytes.fill(0xff);
  expect(passed).toMatchObject({ kind: "acquisition", data: own.data });
  expect(seen).toMatchObject([{ kind: "acquisition", data: own.data }]);
});

it("is not recycled if a later step retains k-space", async () => {
  const { readouts, environment } = measurementOf(4);
  const steps = ["remove-oversampling", "accumulate: { trigger: repetition }", "to-buffer"];
  const text = (...behind: string[]) =>
    `description: d\nchain:\n${[...steps, ...behind, "simple-recon", "extract"].map((step) => `  - ${step}\n`).join("")}`;
  const imagesOf = async (chain: string) => {
    const compiled = await compileChain("test", "test.yaml", chain, registry);
    const operator = instantiate(compiled, { ...environment, credit: new Credit(), pool: noPool });
    const images = await lastValueFrom(from(readouts).pipe(operator, toArray()));
    return images.map((image) => (image as Image).data);
  };
  const once = await imagesOf(text());
  const twice = once.flatMap((image, i) => (i === 0 ? [image] : [once[i - 1], image]));
  expect(await imagesOf(text("kspace-filter", "again"))).toEqual(twice);
});
