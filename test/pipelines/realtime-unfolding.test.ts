import { describe, expect, it } from "vitest";
import grappa from "../../gadgets/kspace/grappa.ts";
import { runChain } from "../../src/chain/index.ts";
import { withParameters } from "../../src/chain/text/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { type Acquisition, formatHeader, type Image } from "../../src/mrd/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { buffer, kSpace } from "../../src/testing/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { unorderedPool } from "../support/pools.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { expectFailure } from "../support/run-gadget.ts";
import { library } from "../support/session.ts";

/** Interleaved frames, whose weights are renewed while images leave. */

const FRAMES = 12;
const options: PhantomOptions = {
  ...{ matrix: 32, matrixY: 48, coils: 6, noiseLevel: 0 },
  ...{ acceleration: 2, repetitions: FRAMES / 2 },
};
const measured = phantom(options);
const frameOf = ({ header }: Acquisition) => header.repetition;
const parameters = (weights: string) => ({ weights, trigger: "lastInSlice" });
const pixels = ({ data }: Image) => data as Float32Array;

const truth = await reconstruct("cartesian", measured.header, phantom({ ...options, acceleration: 1 }).acquisitions());
const errorOf = (image: Image) => relativeError(pixels(image), pixels(truth.images[0]!));

/** The frames from `first` on have other coils: pairs of the former ones, turned by 60°. The true images are the same. */
function withOtherCoils(first: number, change: Partial<{ position: [number, number, number] }> = {}): Acquisition[] {
  const [cos, sin] = [0.5, Math.sqrt(0.75)];
  return [...measured.acquisitions()].map((readout) => {
    if (frameOf(readout) < first) return readout;
    const data = readout.data.slice();
    const width = data.length / 6;
    for (let coil = 0; coil < 6; coil += 1) {
      const other = (coil + 3) % 6;
      for (let i = 0; i < width; i += 1) {
        const [own, mixed] = [readout.data[coil * width + i]!, readout.data[other * width + i]!];
        data[coil * width + i] = cos * own + (coil < 3 ? sin : -sin) * mixed;
      }
    }
    return { ...readout, data, header: readout.header.with(change) };
  });
}

/**
 * Runs `cartesian` on what a scanner sends: the first line of a frame comes when the computer has done all that it can.
 * @returns the images, and the order of first lines and images
 */
async function live(readouts: Iterable<Acquisition>, pool: WorkPool, weights = "ready", onFrame = (_: number) => {}) {
  const images: Image[] = [];
  const events: string[] = [];
  const { chain } = withParameters(await library.find("cartesian"), parameters(weights));
  async function* source() {
    let last = -1;
    for (const readout of readouts) {
      if (frameOf(readout) > last) {
        for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        last = frameOf(readout);
        events.push(`line of ${last}`);
        onFrame(last);
      }
      yield [readout];
    }
  }
  const write = (message: unknown) => {
    images.push(message as Image);
    events.push(`image of ${(message as Image).header.repetition}`);
  };
  const headerText = formatHeader(measured.header);
  const services = { version: "0", noise: noNoiseStore, report: () => {}, live: true, pool, headerText };
  await runChain(chain, source, { write, drained: () => undefined } as never, services);
  return { images, events };
}

/** A pool with one thread, whose jobs of computing weights after the first wait until they are released. */
function heldPool() {
  const held: (() => void)[] = [];
  let weights = 0;
  const pool: WorkPool = {
    ...noPool,
    size: 1,
    async run(job) {
      if (job.task.name === "grappa-weights") {
        weights += 1;
        if (weights > 1) await new Promise<void>((resolve) => held.push(resolve));
      }
      return noPool.run(job);
    },
  };
  return { pool, held, renewals: () => weights - 1 };
}

describe("with weights: ready", () => {
  it("each image leaves before the next frame begins, whether newer weights are known or not", async () => {
    const { pool, held, renewals } = heldPool();
    const release = (frame: number) => {
      if (frame === FRAMES - 1) for (const each of held) each();
    };
    const { images, events } = await live(measured.acquisitions(), pool, "ready", release);
    // The first frame waits for the second, which completes the cycle of lattices.
    const later = Array.from({ length: FRAMES - 2 }, (_, i) => [`line of ${i + 2}`, `image of ${i + 2}`]).flat();
    expect(events).toEqual(["line of 0", "line of 1", "image of 0", "image of 1", ...later]);
    expect(renewals()).toBe(2); // one that was held until the last frame, and one of the last frame
    for (const image of images) expect(errorOf(image)).toBeLessThan(0.02);
  });

  it("frames with other coils are unfolded by newer weights as soon as these are known", async () => {
    const readouts = withOtherCoils(6);
    const errors = async (weights: string) => (await live(readouts, noPool, weights)).images.map(errorOf);
    const [first, ready, newest] = [await errors("first"), await errors("ready"), await errors("newest")];
    for (const frame of [0, 1, 2, 3, 4, 5]) expect(ready[frame]).toBeLessThan(0.02);
    // One cycle of lattices has both coils, and one more frame has the weights of that cycle.
    for (const frame of [8, 9, 10, 11]) {
      expect(first[frame]).toBeGreaterThan(0.1);
      expect(ready[frame]).toBeLessThan(0.02);
    }
    for (const frame of [7, 8, 9, 10, 11]) expect(newest[frame]).toBeLessThan(0.02);
  });

  it("an error in newer weights is the error of the step", async () => {
    const { pool, held } = heldPool();
    const run = pool.run;
    const failing: WorkPool = {
      ...pool,
      run: (job) => run(job).then(() => (held.length > 0 ? Promise.reject(new Error("no more threads")) : undefined)),
    };
    const release = () => held.at(-1)?.();
    await expect(live(measured.acquisitions(), failing, "ready", release)).rejects.toThrow(/grappa.*no more threads/s);
  });

  it("a file has the same images each time, with threads and without: by the weights of the frame before", async () => {
    const readouts = withOtherCoils(6);
    const alone = await reconstruct("cartesian", measured.header, readouts, { parameters: parameters("ready") });
    const { images } = await reconstruct("cartesian", measured.header, readouts, {
      parameters: parameters("ready"),
      pool: unorderedPool(2),
    });
    expect(images.map(pixels)).toEqual(alone.images.map(pixels));
    const slow = await live(readouts, noPool);
    expect(slow.images.map(pixels)).toEqual(alone.images.map(pixels));
  });
});

describe("the newest lines", () => {
  it.each(["newest", "first", "ready"])("of a slice that was moved begin again, with weights: %s", async (weights) => {
    const readouts = withOtherCoils(6, { position: [0, 0, 20] });
    const { images, events } = await live(readouts, noPool, weights);
    expect(events.slice(-12, -8)).toEqual(["line of 6", "line of 7", "image of 6", "image of 7"]);
    for (const image of images) expect(errorOf(image)).toBeLessThan(0.02);
  });

  it("have a limit in bytes, with a message that says what takes them", async () => {
    const frame = (offset: number) => {
      const whole = kSpace({ e1: 24 });
      const isAcquired = (line: number) => line % 4 === offset;
      const missing = [{ kind: "aliased", text: "aliased" }] as const;
      return buffer(
        whole.with({
          counts: whole.counts.map((_, line) => Number(isAcquired(line))),
          headers: whole.headers.map((header, line) => (isAcquired(line) ? header : undefined)),
          missing,
        }),
      );
    };
    const text = /^2 frames that wait for weights, .*: 18432 bytes, more than the limit of 15000; send calibration/;
    const messages = [frame(0), frame(1), frame(2)];
    await expectFailure(grappa, messages, "frames-too-large", text, { parameters: { maxBytes: 15000 } });
  });
});
