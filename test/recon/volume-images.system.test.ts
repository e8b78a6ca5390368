import { afterAll, describe, expect, it } from "vitest";
import { Recycler, sharedMemory } from "../../src/gadget-api/services/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { WorkerPool } from "../../src/pool/threads/index.ts";
import { VolumeImages } from "../../src/recon/kspace/volume-images.ts";
import { takeLines } from "../../src/recon/kspace/volume-lines.ts";
import { storages, volumeOf, workOf } from "../support/volumes.ts";

const pool = new WorkerPool(2, new URL("../../dist/src/entries/worker.js", import.meta.url));
afterAll(() => pool.close());

describe("images of volumes", () => {
  it.each([true, false])("do not depend on the number of threads (combined: %s)", async (combined) => {
    const axes = { sampled: [32, 24, 40], resampled: [32, 28, 40], pixels: [32, 20, 44] } as const;
    const volume = { ...axes, coils: 3, slices: 2 };
    const imagesOf = async (threads: WorkPool) => {
      const memory = threads.size === 0 ? new Recycler() : sharedMemory(threads);
      const kinds = storages.filter((kind) => kind !== "external" && kind !== "averaged");
      const lines = takeLines(volumeOf(volume, kinds, memory), memory)!;
      const images = new VolumeImages(lines, { work: workOf(volume, "k-space"), combined, memory, pool: threads });
      return threads.size === 0 ? images.run() : images.runDivided();
    };
    const expected = await imagesOf(noPool);
    expect(expected.some((value) => value !== 0)).toBe(true);
    for (let time = 0; time < 3; time += 1) expect(await imagesOf(pool)).toEqual(expected);
  });
});
