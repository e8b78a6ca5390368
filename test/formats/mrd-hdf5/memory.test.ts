import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { openGroup, readout, temporaryPath } from "./fixtures.ts";

const MEGABYTE = 2 ** 20;
const READOUT = { samples: 2048, channels: 8 }; // 128 KiB.
const COUNT = 1280; // 160 MiB.
const READ_AT_ONCE = 4 * MEGABYTE; // What the reader reads at a time.

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function held(): number {
  collectGarbage();
  collectGarbage(); // Buffers of the first run are freed in the background; the second waits for that.
  return process.memoryUsage().arrayBuffers;
}

describe("memory", () => {
  it("stays flat while a file of 160 MB is written and read", { timeout: 60_000 }, async () => {
    const path = temporaryPath();
    const message = readout(0, READOUT);
    const writer = await MrdFileWriter.create(path);
    let first = 0;
    for (let i = 0; i < COUNT; i++) {
      writer.append(message);
      if (i === COUNT / 16) first = held();
    }
    expect(held() - first).toBeLessThan(4 * MEGABYTE);
    writer.close();

    const { HEAPU8: heap } = await h5wasm.ready;
    const before = { heap: heap.length, buffers: held() };
    let count = 0;
    for (const { data } of (await openGroup(path)).acquisitions()) {
      expect(data.length).toBe(2 * 2048 * 8);
      count += 1;
      // Two parts are held while the next replaces the last; a third allows for memory that is freed in the background.
      if (count % 160 === 0) expect(held() - before.buffers).toBeLessThan(3 * READ_AT_ONCE);
    }
    expect(count).toBe(COUNT);
    expect((await h5wasm.ready).HEAPU8.length - before.heap).toBeLessThan(32 * MEGABYTE);
  });
});
