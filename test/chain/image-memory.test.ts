import { from, lastValueFrom, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import { gadgets as registered } from "../../gadgets/registry.ts";
import { Credit, instantiate } from "../../src/chain/index.ts";
import type { Message } from "../../src/gadget-api/index.ts";
import { messageMemory, noNoiseStore } from "../../src/gadget-api/services/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { compileWith, passing } from "../support/chains.ts";
import { keeper } from "../support/keeper.ts";
import { allLines, encodingOf, headerOf } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";

const gadgets = [
  ...(await Promise.all(Object.values(registered).map(async (load) => (await load()).default))),
  keeper,
  passing("passing"), // Of which the chain does not know whether it retains images.
];

const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 6, 1] });
const readouts = [0, 1, 2, 3].flatMap((repetition) =>
  allLines(encoding, { repetition }).map((readout) => ({
    ...readout,
    data: readout.data.map((value) => value * (repetition + 1)),
  })),
);
const whole = ["remove-oversampling", "accumulate: { trigger: repetition }", "to-buffer", "simple-recon"];

interface Run {
  readonly pool?: WorkPool;
  /** Whether the consumer of the images releases them. */
  readonly released?: boolean;
}

/** The images of a chain, copied as they come, and the number of arrays that had them. */
async function imagesOf(steps: readonly string[], { pool = noPool, released = true }: Run = {}) {
  const text = `description: d\nchain:\n${steps.map((step) => `  - ${step}\n`).join("")}`;
  const imageMemory = messageMemory(pool);
  const operator = instantiate(await compileWith(gadgets, text), {
    header: headerOf(encoding),
    version: "1",
    credit: new Credit(),
    pool,
    noise: noNoiseStore,
    report: () => {},
    imageMemory: released ? imageMemory : undefined,
  });
  const images: Float32Array[] = [];
  const arrays = new Set<number>();
  const write = (message: Message) => {
    const data = (message as Image).data as Float32Array;
    images.push(data.slice());
    arrays.add(addressOf(data));
    imageMemory.release(data);
  };
  await lastValueFrom(from(readouts as Message[]).pipe(operator, tap(write)));
  return { images, arrays: arrays.size };
}

const buffers = new Map<ArrayBufferLike, number>();
/** The same for arrays with the same memory. */
function addressOf({ buffer, byteOffset }: Float32Array): number {
  const id = buffers.get(buffer) ?? buffers.size;
  buffers.set(buffer, id);
  return 2 ** 32 * id + byteOffset;
}

describe("the memory of images", async () => {
  const expected = await imagesOf([...whole, "extract"], { released: false });

  it("is that of each image if nothing releases it", () => {
    expect(expected.images).toHaveLength(4);
    expect(expected.arrays).toBe(4);
    expect(new Set(expected.images.map((image) => image.join())).size).toBe(4);
  });

  it("is reused once an image is written", async () => {
    expect(await imagesOf([...whole, "extract"])).toEqual({ images: expected.images, arrays: 1 });
  });

  it("is reused for images of worker threads", async () => {
    const { images, arrays } = await imagesOf([...whole, "extract"], { pool: unorderedPool(1) });
    expect(images).toEqual(expected.images);
    expect(arrays).toBeLessThan(4);
  });

  it("is reused for magnitudes alone, of several kinds of images", async () => {
    const steps = [...whole, "extract: { as: [real, magnitude, phase] }"];
    const { images } = await imagesOf(steps, { released: false });
    expect(await imagesOf(steps)).toEqual({ images, arrays: 4 + 1 + 4 });
  });

  it.each([
    ["a step may retain images", [...whole, "extract", "passing"], 1],
    ["a step may retain images of coils", [...whole, "scale: { factor: 2 }", "extract"], 1],
    ["branches share images", [...whole, "parallel: { a: [extract], b: [extract] }"], 2],
  ])("is not reused if %s", async (_why, steps, kinds) => {
    const { images, arrays } = await imagesOf(steps);
    const others = await imagesOf(steps, { released: false });
    expect(images).toEqual(others.images);
    expect(images).toHaveLength(4 * kinds);
    expect(arrays).toBe(others.arrays);
  });
});
