import { afterEach, expect, it, vi } from "vitest";
import { Shared, waitForBlock } from "../../../src/formats/mrd-hdf5/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("a block is not taken at a wake-up for one that was taken before", () => {
  const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  let wakeUps = 0;
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    wakeUps += 1;
    // The first wake-up is late: its block was counted, and taken, before the thread waited.
    if (wakeUps === 2) Atomics.store(shared, Shared.free, 1);
    return "ok";
  });
  waitForBlock(shared);
  expect(wakeUps).toBe(2);
});
