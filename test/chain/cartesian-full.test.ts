import { readFileSync } from "node:fs";
import { lastValueFrom, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { Credit, compileChain, gadgetRegistry, instantiate, releasesReadouts } from "../../src/chain/index.ts";
import type { Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import type { Acquisition, Image } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { keeper } from "../support/keeper.ts";
import { allLines, encodingOf, gaussian, headerOf, noiseReadout } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";

const registry = gadgetRegistry({ ...gadgets, keeper: async () => ({ default: keeper }) });
const yaml = readFileSync(new URL("../../pipelines/cartesian/cartesian-full.yaml", import.meta.url), "utf8").replace(
  "filter: { default: none",
  "filter: { default: hann",
);

const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 8, 1] });
const header = headerOf(encoding);
/** Alternately symmetric and asymmetric: an asymmetric echo is as long as the matrix after its step. */
const readouts: Acquisition[] = [
  ...Array.from({ length: 20 }, (_, i) => noiseReadout({ scanCounter: i, numberOfSamples: 32 })),
  ...[0, 1, 2, 3, 4].flatMap((repetition) =>
    allLines(encoding, { repetition, scanCounter: 20 + 6 * repetition }).map((readout, line) => {
      if ((line + repetition) % 2 === 0) return readout;
      const short = readout.header.with({ numberOfSamples: 24, centerSample: 8 });
      return { ...readout, header: short, data: gaussian(2 * 24 * 2, readout.header.scanCounter) };
    }),
  ),
];

async function imagesOf(text: string, pool = noPool): Promise<Image["data"][]> {
  const chain = await compileChain("test", "test.yaml", text, registry);
  const source = new Subject<Message>();
  const environment = { header, version: "1", credit: new Credit(), pool, noise: noNoiseStore, report: () => {} };
  const reusedMemory = releasesReadouts(chain);
  const results = lastValueFrom(source.pipe(instantiate(chain, { ...environment, reusedMemory }), toArray()));
  for (const readout of readouts) {
    const taken = { ...readout, data: readout.data.slice() };
    source.next(taken);
    if (reusedMemory) taken.data.fill(Number.NaN);
  }
  source.complete();
  return (await results).map((image) => (image as Image).data);
}

describe("sample memory in the chain cartesian-full", async () => {
  const expected = await imagesOf(yaml.replace("  - noise-adjust", "  - keeper\n  - noise-adjust"));

  it("yields five images of finite pixels", () => {
    expect(expected).toHaveLength(5);
    for (const data of expected) expect(data).toHaveLength(16 * 8);
    expect(expected.flatMap((data) => [...data]).every((pixel) => Number.isFinite(pixel))).toBe(true);
    expect(new Set(expected.map((data) => Math.max(...data))).size).toBe(5);
  });

  it.each([
    ["synchronously", noPool],
    ["by worker threads", unorderedPool(2)],
  ])("is recycled without affecting the images, computed %s", async (_how, pool) => {
    expect(await imagesOf(yaml, pool)).toEqual(expected);
  });
});
