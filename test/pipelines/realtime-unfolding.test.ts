import { describe, expect, it } from "vitest";
import grappa from "../../gadgets/kspace/grappa.ts";
import { runChain } from "../../src/chain/index.ts";
import { withParameters } from "../../src/chain/text/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { type Acquisition, formatHeader, type Image, MessageReader, serialize } from "../../src/mrd/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { buffer, kSpace } from "../../src/testing/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { unorderedPool } from "../support/pools.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { expectFailure } from "../support/run-gadget.ts";
import { library, startSession } from "../support/session.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

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

/** A pool with one thread, whose jobs of computing weights after the first wait until all of them are released. */
function heldPool() {
  const held: (() => void)[] = [];
  let weights = 0;
  let isOpen = false;
  const pool: WorkPool = {
    ...noPool,
    size: 1,
    async run(job) {
      if (job.task.name === "grappa-weights") {
        weights += 1;
        if (weights > 1 && !isOpen) await new Promise<void>((resolve) => held.push(resolve));
      }
      return noPool.run(job);
    },
  };
  const release = () => {
    isOpen = true;
    for (const each of held.splice(0)) each();
  };
  return { pool, release, renewals: () => weights - 1 };
}

describe("with weights: ready", () => {
  it("each image leaves before the next frame begins, whether newer weights are known or not", async () => {
    const { pool, release, renewals } = heldPool();
    const onFrame = (frame: number) => {
      if (frame === FRAMES - 1) release();
    };
    const { images, events } = await live(measured.acquisitions(), pool, "ready", onFrame);
    // The first frame waits for the second, which completes the cycle of lattices.
    const later = Array.from({ length: FRAMES - 2 }, (_, i) => [`line of ${i + 2}`, `image of ${i + 2}`]).flat();
    expect(events).toEqual(["line of 0", "line of 1", "image of 0", "image of 1", ...later]);
    expect(renewals()).toBe(2); // one that was held until the last frame, and one of the last frame
    for (const image of images) expect(errorOf(image)).toBeLessThan(0.02);
  });

  it("a client has the image of a frame before it sends the next one", async () => {
    const { pool, release, renewals } = heldPool();
    const session = startSession({ pool });
    const reader = new MessageReader();
    const received: Image[] = [];
    session.client.on("data", (chunk: Uint8Array) => {
      for (const message of reader.push(chunk)) if (message.kind === "image") received.push(message);
    });
    session.client.write(configFile("cartesian"));
    session.client.write(text(3, formatHeader(measured.header)));
    session.client.write(text(5, JSON.stringify({ parameters: parameters("ready") })));
    const readouts = [...measured.acquisitions()];
    for (let frame = 0; frame < FRAMES; frame += 1) {
      for (const readout of readouts.filter((each) => frameOf(each) === frame))
        for (const part of serialize(readout)) session.client.write(part);
      // Without its image, the test would wait here until it is ended.
      while (frame > 0 && received.length <= frame) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(received.map(({ header }) => header.repetition)).toEqual(Array.from({ length: FRAMES }, (_, i) => i));
    expect(renewals()).toBe(1); // all frames after the first two were unfolded while it was waiting
    session.client.end(close);
    let hasEnded = false;
    void session.ended.then(() => {
      hasEnded = true;
    });
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(hasEnded).toBe(false); // so that no computation outlives its session
    release();
    await session.ended;
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
    const { pool, release, renewals } = heldPool();
    const failing: WorkPool = {
      ...pool,
      run: async (job) => {
        await pool.run(job);
        if (renewals() > 0) throw new Error("no more threads");
      },
    };
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
    const limit = /^2 frames that wait for weights, .*: 18432 bytes, more than the limit of 15000; send calibration/;
    const messages = [frame(0), frame(1), frame(2)];
    await expectFailure(grappa, messages, "frames-too-large", limit, { parameters: { maxBytes: 15000 } });
  });
});

describe("cartesian-realtime", () => {
  it("has nearly the images of cartesian, with fewer coils", async () => {
    const all = { ...measured, readouts: [...measured.acquisitions()] };
    const [compressed, complete] = await Promise.all([
      reconstruct("cartesian-realtime", all.header, all.readouts, { parameters: { coils: "5" } }),
      reconstruct("cartesian", all.header, all.readouts, { parameters: parameters("ready") }),
    ]);
    expect(compressed.images).toHaveLength(FRAMES);
    for (const [i, image] of compressed.images.entries()) {
      expect(relativeError(pixels(image), pixels(complete.images[i]!))).toBeLessThan(0.05);
      expect(errorOf(image)).toBeLessThan(0.05);
    }
  });

  it("reconstructs complete frames, and keeps fewer coils than it may", async () => {
    const { header, acquisitions } = phantom({ ...options, acceleration: 1 });
    const { images } = await reconstruct("cartesian-realtime", header, acquisitions());
    expect(images).toHaveLength(FRAMES / 2);
    for (const image of images) expect(errorOf(image)).toBeLessThan(1e-5);
  });
});
