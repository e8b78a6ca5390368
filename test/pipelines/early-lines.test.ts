import { describe, expect, it } from "vitest";
import { runChain } from "../../src/chain/index.ts";
import { withParameters } from "../../src/chain/text/index.ts";
import type { Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { type Acquisition, AcquisitionFlag, flagMask, formatHeader, type Image } from "../../src/mrd/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";

/** Frames whose missing lines are filled while they are being acquired. */

const options: PhantomOptions = {
  ...{ matrix: 24, matrixY: 97, coils: 8, noiseLevel: 0.05, slices: 2 },
  ...{ acceleration: 3, calibrationWidth: 24, repetitions: 2 },
};
const measured = phantom(options);
const readouts = [...measured.acquisitions()];

/** Runs a chain on what a scanner sends. @param idle turns of the event loop before each readout */
async function live(name: string, parameters: Record<string, string>, sent: Iterable<Acquisition>, idle: number) {
  const images: Image[] = [];
  /** Samples that were computed when a frame was complete. */
  const filled: number[] = [];
  const pool: WorkPool = {
    ...noPool,
    runInline(job) {
      if (job.task.name === "grappa-fill") filled.push(job.output.length);
      noPool.runInline(job);
    },
  };
  const { chain } = withParameters(await library.find(name), parameters);
  async function* source() {
    for (const readout of sent) {
      for (let turn = 0; turn < idle; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      yield [readout];
    }
  }
  const sink = { write: (message: Message) => void images.push(message as Image), drained: () => undefined };
  const services = { version: "0", noise: noNoiseStore, report: () => {}, live: true, pool };
  await runChain(chain, source, sink, { ...services, headerText: formatHeader(measured.header) });
  return { images: images.map(({ data }) => data), filled };
}

describe.each([
  ["cartesian", "first"],
  ["cartesian", "ready"],
  ["cartesian", "newest"],
  ["cartesian-realtime", "ready"],
])("%s, with weights: %s", (name, weights) => {
  it("has the same images of a slow scan, a fast one and a file", async () => {
    const parameters = { weights };
    const { images } = await reconstruct(name, measured.header, readouts, { parameters });
    const slow = await live(name, parameters, readouts, 8);
    const fast = await live(name, parameters, readouts, 0);
    expect(slow.images).toEqual(images.map(({ data }) => data));
    expect(fast.images).toEqual(slow.images);
    expect(slow.filled).toHaveLength(images.length);
    const all = fast.filled.at(-1)!;
    if (weights === "newest") expect(slow.filled).toEqual(fast.filled);
    else for (const some of slow.filled.slice(-4)) expect(some).toBeLessThan(all / 2);
  });
});

it("lines that come again, and navigators with their counters, change nothing but the lines themselves", async () => {
  const navigator = flagMask(AcquisitionFlag.navigationData);
  const sent = readouts.flatMap((readout, i) => {
    const data = readout.data.map((value) => 2 * value);
    if (i % 7 === 0) return [{ ...readout, data, header: readout.header.with({ flags: navigator }) }, readout];
    return i % 5 === 0 ? [readout, { ...readout, data }] : [readout];
  });
  const parameters = { weights: "first" };
  const { images } = await reconstruct("cartesian", measured.header, sent, { parameters });
  const slow = await live("cartesian", parameters, sent, 8);
  expect(slow.images).toEqual(images.map(({ data }) => data));
});
