import { setImmediate as turn } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { runChain } from "../../src/chain/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { SlabAllocator } from "../../src/memory/index.ts";
import { formatHeader } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { unorderedPool } from "../support/pools.ts";
import { library } from "../support/session.ts";

const COILS = 8;
const LINES = 48;
const measured = phantom({
  ...{ matrix: 32, matrixY: LINES, coils: COILS, noiseLevel: 0.01 },
  ...{ acceleration: 2, calibrationWidth: 16, repetitions: 5 },
});

/** @returns how many arrays of some lengths were allocated before each image left */
async function allocated(name: string, counts: (length: number) => boolean, pool = noPool): Promise<number[]> {
  const floats = vi.spyOn(SlabAllocator.prototype, "floats");
  const allocated: number[] = [];
  const count = () => floats.mock.calls.filter(([length]) => counts(length)).length;
  async function* source() {
    for (const readout of measured.acquisitions()) {
      yield [readout];
      // The first readout of a frame completes the image before it.
      while (allocated.length < readout.header.repetition) await turn();
    }
  }
  const sink = { write: () => void allocated.push(count()), drained: () => undefined };
  const services = {
    version: "0",
    noise: noNoiseStore,
    report: () => {},
    pool,
    headerText: formatHeader(measured.header),
  };
  await runChain(await library.find(name), source, sink as never, services as never);
  floats.mockRestore();
  return allocated;
}

const readout = 2 * 32 * COILS;
it.each([
  ["the memory of readouts", "cartesian", (length: number) => length === readout],
  ["all memory", "Generic_Cartesian_Grappa", (length: number) => length >= readout],
])("%s is used again by the images that follow, in %s", async (_what, chain, counts) => {
  for (const pool of [noPool, unorderedPool(1)]) {
    const before = await allocated(chain, counts, pool);
    expect(before).toHaveLength(10); // Each of the two shots of a repetition is an image.
    expect(before[0]).toBeGreaterThan(0);
    expect(new Set(before.slice(-3))).toHaveLength(1);
  }
});
