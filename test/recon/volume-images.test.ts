import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freshMemory, Recycler, sharedMemory } from "../../src/gadget-api/services/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { VolumeImages } from "../../src/recon/kspace/volume-images.ts";
import { takeLines } from "../../src/recon/kspace/volume-lines.ts";
import { coilImages, rootSumOfSquares } from "../gadgets/recon-reference.ts";
import { realParts, relativeError, transformTolerance } from "../numerics/reference.ts";
import { unorderedPool } from "../support/pools.ts";
import { storages, type Triple, type VolumeSizes, volumeOf, workOf } from "../support/volumes.ts";

const size = fc.integer({ min: 1, max: 7 });
const triple = fc.tuple(size, size, size) as fc.Arbitrary<Triple>;
const volumes: fc.Arbitrary<VolumeSizes> = fc.record({
  sampled: triple,
  resampled: triple,
  pixels: triple,
  coils: fc.integer({ min: 1, max: 3 }),
  slices: fc.integer({ min: 1, max: 2 }),
});
const unchanged = ({ sampled, coils, slices }: VolumeSizes): VolumeSizes => ({
  ...{ sampled, resampled: sampled, pixels: sampled, coils, slices },
});
const sizes = fc.oneof(volumes, volumes.map(unchanged));
const storage = fc
  .array(fc.constantFrom(...storages), { minLength: 1, maxLength: 6 })
  .map((all) => ["own" as const, ...all]);
const product = ([x, y, z]: Triple) => x * y * z;

function expectedImages(data: Float32Array, volume: VolumeSizes, combined: boolean): Float64Array {
  const { sampled, resampled, pixels, coils, slices } = volume;
  const images = coilImages(data, [...sampled, coils * slices], resampled, pixels);
  return combined ? realParts(rootSumOfSquares(images, coils, product(pixels))) : images;
}

describe("images of volumes", () => {
  it.each([0, 1, 2])(
    "are transforms by definition, whatever their lines are stored in, with %i more threads",
    async (threads) => {
      await fc.assert(
        fc.asyncProperty(sizes, storage, fc.boolean(), fc.boolean(), async (volume, kinds, combined, isGathered) => {
          const pool = threads === 0 ? noPool : unorderedPool(threads);
          const memory = new Recycler();
          const kSpace = volumeOf(volume, kinds, memory);
          const data = new Float32Array(kSpace.samples.length);
          kSpace.copyInto(0, data);
          if (isGathered) kSpace.gather();
          const lines = takeLines(kSpace, memory);
          if (lines === undefined) throw new Error("some of the lines were allocated");
          const images = new VolumeImages(lines, { work: workOf(volume, "k-space"), combined, memory, pool });
          const result = threads === 0 ? images.run() : await images.runDivided();
          const expected = expectedImages(data, volume, combined);
          expect(relativeError(result, expected)).toBeLessThan(4 * transformTolerance(16));
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each([6, 9, 4])("continue from readouts in image space, with %i pixels along them", (x) => {
    const axes = { sampled: [6, 5, 4], resampled: [x, 5, 4], pixels: [x, 5, 4] } as const;
    const volume: VolumeSizes = { ...axes, coils: 2, slices: 1 };
    const memory = new Recycler();
    const kSpace = volumeOf(volume, ["own"], memory);
    const data = kSpace.gather().slice();
    const hybrid = memory.allocate(data.length);
    hybrid.set(coilImages(data, [6, 5 * 4 * 2], [6], [6]));
    const lines = takeLines(kSpace.with({ samples: hybrid, readout: "image" }), memory)!;
    const options = { work: workOf(volume, "image"), combined: true, memory, pool: noPool };
    const images = new VolumeImages(lines, options).run();
    expect(relativeError(images, expectedImages(data, volume, true))).toBeLessThan(1e-6);
  });

  it("need lines that are not referenced elsewhere", () => {
    const axes = { sampled: [4, 3, 2], resampled: [4, 3, 2], pixels: [4, 3, 2] } as const;
    const volume: VolumeSizes = { ...axes, coils: 2, slices: 1 };
    expect(takeLines(volumeOf(volume, ["own"], freshMemory()), freshMemory())).toBeUndefined();
    const memory = new Recycler();
    const external = volumeOf(volume, ["external"], memory);
    const before = external.samples.length;
    expect(takeLines(external, memory)).toBeUndefined();
    expect(external.gather()).toHaveLength(before);
    const gathered = external.with({ samples: new Float32Array(before) });
    expect(takeLines(gathered, memory)).toBeUndefined();
  });

  it("release each line once", async () => {
    const axes = { sampled: [4, 3, 5], resampled: [6, 4, 6], pixels: [6, 4, 6] } as const;
    const volume: VolumeSizes = { ...axes, coils: 2, slices: 2 };
    const recycler = new Recycler();
    const used = new Set<Float32Array>();
    const claimed = new Set<Float32Array>();
    const memory = {
      recycles: true,
      allocate: (length: number) => {
        const array = recycler.allocate(length);
        expect(used.has(array)).toBe(false);
        used.add(array);
        return array;
      },
      release: (array: Float32Array) => {
        if (!claimed.has(array)) used.delete(array);
        recycler.release(array);
      },
      claim: (array: Float32Array) => {
        const isClaimed = recycler.claim(array);
        if (isClaimed) claimed.add(array);
        return isClaimed;
      },
      releaseClaimed: (array: Float32Array) => {
        expect(used.delete(array)).toBe(true);
        claimed.delete(array);
        recycler.releaseClaimed(array);
      },
    };
    const pool = unorderedPool(1);
    const lines = takeLines(volumeOf(volume, storages, memory), memory)!;
    await new VolumeImages(lines, { work: workOf(volume, "k-space"), combined: true, memory, pool }).runDivided();
    expect(used.size).toBe(0);
  });

  it.each([true, false])("of several volumes can be computed at the same time (shared lines: %s)", async (isShared) => {
    const axes = { sampled: [6, 5, 7], resampled: [6, 5, 7], pixels: [6, 5, 7] } as const;
    const volume: VolumeSizes = { ...axes, coils: 2, slices: 1 };
    const pool = { ...unorderedPool(2), shares: () => isShared };
    const memory = new Recycler();
    const work = workOf(volume, "k-space");
    const results = ([["own"], ["own", "missing"], ["own", "averaged", "missing"]] as const).map(async (kinds) => {
      const kSpace = volumeOf(volume, kinds, memory);
      const data = new Float32Array(kSpace.samples.length);
      kSpace.copyInto(0, data);
      const lines = takeLines(kSpace, memory)!;
      const images = await new VolumeImages(lines, { work, combined: true, memory, pool }).runDivided();
      return relativeError(images, expectedImages(data, volume, true));
    });
    for (const error of await Promise.all(results)) expect(error).toBeLessThan(1e-6);
  });

  it("fail with the error of a thread", async () => {
    const axes = { sampled: [4, 3, 2], resampled: [4, 3, 2], pixels: [4, 3, 2] } as const;
    const volume: VolumeSizes = { ...axes, coils: 2, slices: 1 };
    const memory = new Recycler();
    const pool = { ...unorderedPool(1), run: () => Promise.reject(new Error("thread lost")) };
    const lines = takeLines(volumeOf(volume, ["own"], memory), memory)!;
    const images = new VolumeImages(lines, { work: workOf(volume, "k-space"), combined: true, memory, pool });
    await expect(images.runDivided()).rejects.toThrow("thread lost");
  });

  it("are transformed here if the threads do not share the lines", async () => {
    const axes = { sampled: [4, 3, 2], resampled: [4, 3, 2], pixels: [4, 3, 2] } as const;
    const volume: VolumeSizes = { ...axes, coils: 2, slices: 1 };
    const pool = { ...unorderedPool(1), shares: () => false };
    const memory = new Recycler();
    const kSpace = volumeOf(volume, ["own"], memory);
    const data = new Float32Array(kSpace.samples.length);
    kSpace.copyInto(0, data);
    const lines = takeLines(kSpace, memory)!;
    const images = new VolumeImages(lines, { work: workOf(volume, "k-space"), combined: true, memory, pool });
    expect(relativeError(await images.runDivided(), expectedImages(data, volume, true))).toBeLessThan(1e-6);
    expect(pool.jobs).toHaveLength(0);
    expect(sharedMemory(pool).isUsed).toBe(true);
  });
});
