import { from, lastValueFrom, Subject, toArray } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import removeOversampling from "../../gadgets/readouts/remove-oversampling.ts";
import { Credit, resolveReadouts } from "../../src/chain/index.ts";
import type { Message, ReconBuffer } from "../../src/gadget-api/index.ts";
import { freshMemory, messageMemory, sharedMemory } from "../../src/gadget-api/services/index.ts";
import { InputMemory } from "../../src/memory/index.ts";
import { type Acquisition, AcquisitionHeader } from "../../src/mrd/index.ts";
import { OversamplingRemoval, toImageSpace } from "../../src/numerics/cartesian/index.ts";
import { applyToCoils } from "../../src/numerics/linalg/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import {
  croppedReadout,
  type DeferrableReadout,
  finished,
  inKSpace,
  type PendingReadout,
  resolved,
  resolvedSamples,
  withCoilMatrix,
} from "../../src/recon/readouts/index.ts";
import { randomComplex, relativeError } from "../numerics/reference.ts";
import { allLines, bucket, encodingOf, headerOf } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";
import { run } from "../support/run-gadget.ts";

const readoutOf = (samples: number, coils: number, seed = 1): Acquisition => ({
  kind: "acquisition",
  header: AcquisitionHeader.of({ numberOfSamples: samples, activeChannels: coils, scanCounter: seed }),
  trajectory: new Float32Array(),
  data: randomComplex(samples * coils, seed),
});
/** With half the samples. */
const cropped = (readout: DeferrableReadout): PendingReadout => {
  const samples = readout.header.numberOfSamples;
  const header = readout.header.with({ numberOfSamples: samples / 2 });
  return croppedReadout(readout, { header, trajectory: readout.trajectory }, samples / 2);
};

/** The same work, done step by step on k-space. */
const removed = (data: Float32Array, samples: number, coils: number) => {
  const removal = new OversamplingRemoval(samples, samples / 2);
  return removal.toKSpace(removal.toImage(data, { coils }), coils);
};
const transformed = (matrix: Float32Array, data: Float32Array, samples: number) =>
  applyToCoils(matrix, data, samples, new Float32Array(data.length));

describe("a readout whose work is deferred", () => {
  const matrix = randomComplex(4, 2);
  const plain = readoutOf(32, 2);
  const both = removed(transformed(matrix, plain.data, 32), 32, 2);
  /** Cropped, and left in image space. */
  const hybrid = () => {
    const { header, data } = plain;
    const half = header.with({ numberOfSamples: 16 });
    return {
      ...plain,
      header: half,
      data: new OversamplingRemoval(32, 16).toImage(data, { coils: 2 }),
      space: "image" as const,
    };
  };

  it.each<[string, () => PendingReadout, Float32Array]>([
    ["with a coil matrix", () => withCoilMatrix(plain, matrix), transformed(matrix, plain.data, 32)],
    ["cropped", () => cropped(plain), removed(plain.data, 32, 2)],
    ["with a coil matrix, then cropped", () => cropped(withCoilMatrix(plain, matrix)), both],
    ["cropped, then with a coil matrix", () => withCoilMatrix(cropped(plain), matrix), both],
    ["with a coil matrix, resolved and cropped", () => cropped(resolved(withCoilMatrix(plain, matrix))), both],
    ["cropped, resolved, with a coil matrix", () => withCoilMatrix(resolved(cropped(plain)), matrix), both],
    ["with a coil matrix when already in image space", () => withCoilMatrix(hybrid(), matrix), both],
    ["cropped twice", () => cropped(cropped(plain)), removed(removed(plain.data, 32, 2), 16, 2)],
    ["cropped when already in image space", () => cropped(hybrid()), removed(removed(plain.data, 32, 2), 16, 2)],
    ["with two coil matrices", () => withCoilMatrix(withCoilMatrix(plain, matrix), matrix), twice()],
    [
      "with a coil matrix, cropped, with a coil matrix",
      () => withCoilMatrix(cropped(withCoilMatrix(plain, matrix)), matrix),
      croppedTwice(),
    ],
  ])("has the samples that the work gives step by step: %s", (_name, make, expected) => {
    const before = plain.data.slice();
    const readout = make();
    const result = resolved(readout);
    expect(result).toEqual({
      kind: "acquisition",
      header: readout.header,
      trajectory: readout.trajectory,
      data: result.data,
    });
    expect(result.data).toHaveLength(2 * result.header.numberOfSamples * 2);
    expect(relativeError(result.data, expected)).toBeLessThan(1e-6);
    expect(plain.data).toEqual(before);
  });

  function twice() {
    return transformed(matrix, transformed(matrix, plain.data, 32), 32);
  }
  function croppedTwice() {
    return removed(twice(), 32, 2);
  }

  it("has one piece of work, whose parts may be added in either order, on the original samples", () => {
    for (const readout of [cropped(withCoilMatrix(plain, matrix)), withCoilMatrix(cropped(plain), matrix)]) {
      expect(readout.work).toEqual({ coils: 2, samples: 32, samplesOut: 16, coilMatrix: matrix });
      expect(readout.source).toBe(plain.data);
      expect(readout.header.numberOfSamples).toBe(16);
    }
  });

  it("multiplies coil matrices, once for all readouts, and drops coils before they are computed", () => {
    const [first, last] = [randomComplex(4, 3), randomComplex(2, 4)];
    const reduced = (each: Acquisition) => withCoilMatrix(cropped(withCoilMatrix(each, first)), last, 1);
    const readout = reduced(plain);
    expect(readout.work).toMatchObject({ coils: 2, coilsOut: 1, samples: 32, samplesOut: 16 });
    expect(readout.source).toBe(plain.data);
    expect(readout.header.activeChannels).toBe(1);
    const [own, other] = [readout, reduced(readoutOf(32, 2, 5))].map(({ work }) => work.coilMatrix);
    expect(other).toBe(own);
    const expected = applyToCoils(last, removed(transformed(first, plain.data, 32), 32, 2), 16, new Float32Array(32));
    expect(relativeError(resolved(readout).data, expected)).toBeLessThan(1e-6);
    expect(withCoilMatrix(withCoilMatrix(plain, last, 1), randomComplex(2, 6), 2).work.coilsOut).toBeUndefined();
  });

  it.each<[string, (readout: Acquisition) => DeferrableReadout]>([
    ["a plain readout", (readout) => readout],
    ["one with a coil matrix", (readout) => withCoilMatrix(readout, randomComplex(4, 3))],
    ["one with fewer coils", (readout) => withCoilMatrix(readout, randomComplex(2, 3), 1)],
    ["one that is cropped", (readout) => cropped(withCoilMatrix(readout, randomComplex(4, 3)))],
  ])("has some samples as the resolved readout has them: %s", (_name, make) => {
    const readout = make(plain);
    const { header, data } = resolved(readout);
    const [coils, samples] = [header.activeChannels, header.numberOfSamples];
    const expected = Array.from({ length: coils }, (_, coil) => {
      return [...data.subarray(2 * (coil * samples + 3), 2 * (coil * samples + 8))];
    });
    expect(relativeError(resolvedSamples(readout, 3, 5), Float32Array.from(expected.flat()))).toBeLessThan(1e-6);
    expect(resolvedSamples(readout, 0, samples)).toHaveLength(2 * coils * samples);
  });

  it("is resolved if it is cropped twice, and defers only the second", () => {
    const twiceCropped = cropped(cropped(withCoilMatrix(plain, matrix)));
    expect(twiceCropped.work).toEqual({ coils: 2, samples: 16, samplesOut: 8 });
    expect(relativeError(twiceCropped.source, both)).toBeLessThan(1e-6);
  });

  it("does not modify its source", () => {
    const first = withCoilMatrix(plain, matrix);
    cropped(first);
    expect(first.work).toEqual({ coils: 2, samples: 32, coilMatrix: matrix });
    expect(first.header.numberOfSamples).toBe(32);
  });

  it("transforms a readout in image space to k-space before it defers more work on it", () => {
    const given = hybrid();
    const readout = withCoilMatrix(given, matrix);
    expect(readout.work).toEqual({ coils: 2, samples: 16, coilMatrix: matrix });
    expect(relativeError(readout.source, removed(plain.data, 32, 2))).toBeLessThan(1e-6);
  });

  it("is a plain message that can be copied", () => {
    const readout = cropped(withCoilMatrix(plain, matrix));
    const expected = resolved(readout).data;
    expect(resolved({ ...readout }).data).toEqual(expected);
    const { header, ...fields } = readout;
    const clone = { header, ...structuredClone(fields) };
    expect(clone).toEqual(readout);
    expect(clone.source).not.toBe(readout.source);
    expect(resolved(clone).data).toEqual(expected);
    expect(resolved(withCoilMatrix({ ...cropped(plain) }, matrix)).data).toEqual(expected);
  });

  it("ends in image space if oversampling was removed, and in k-space otherwise", () => {
    const result = new Float32Array(64);
    expect(finished(cropped(plain), result)).toEqual({
      ...plain,
      header: cropped(plain).header,
      data: result,
      space: "image",
    });
    const whole = finished(withCoilMatrix(plain, matrix), result);
    expect(whole).toEqual({ ...plain, data: result });
    expect(whole.data).toBe(result);
  });

  it("has no work and is unchanged if already resolved", () => {
    expect(resolved(plain)).toBe(plain);
    expect(inKSpace(plain)).toBe(plain);
  });

  it("in image space has a counterpart in k-space, in memory of its own", () => {
    const given = hybrid();
    const before = given.data.slice();
    for (const result of [inKSpace(given), resolved(given)]) {
      expect(relativeError(result.data, removed(plain.data, 32, 2))).toBeLessThan(1e-6);
      expect(result).toEqual({ ...plain, header: given.header, data: result.data });
      expect(result.data.buffer).not.toBe(given.data.buffer);
    }
    expect(given.data).toEqual(before);
  });
});

/** Calls a function in which no time passes: readouts come together, however busy the machine is. */
function together<Result>(send: () => Result): Result {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  try {
    return send();
  } finally {
    clock.mockRestore();
  }
}

describe("resolveReadouts", () => {
  /** Work that is worth a thread. */
  const manyCoils = randomComplex(16 * 16, 3);
  const heavy = (readout: Acquisition) => cropped(withCoilMatrix(readout, manyCoils));
  const defaults = { reusedMemory: false, imageSpace: true };
  const resolveAll = (
    messages: readonly (Message | PendingReadout)[],
    pool: WorkPool,
    options = defaults,
    memory = freshMemory(),
  ) =>
    together(() =>
      lastValueFrom(from(messages).pipe(resolveReadouts({ credit: new Credit(), pool, memory }, options), toArray())),
    );
  const text = (content: string): Message => ({ kind: "text", text: content });

  const pools: [string, () => WorkPool][] = [
    ["on the session's thread", () => noPool],
    ["by worker threads, in any order", () => unorderedPool(3)],
  ];
  const spaces = [
    ["image space", true],
    ["k-space", false],
  ] as const;
  it.each(
    pools.flatMap(([name, pool]) => spaces.map(([space, imageSpace]) => [name, space, pool, imageSpace] as const)),
  )(
    "does the work %s, keeps the order of messages, and leaves cropped readouts in %s",
    async (_name, space, pool, imageSpace) => {
      const raw = Array.from({ length: 100 }, (_, i) => readoutOf(i < 60 ? 32 : 16, 16, i + 1));
      const messages = raw.flatMap((readout, i) => [heavy(readout), ...(i % 10 === 0 ? [text(`${i}`)] : [])]);
      const results = await resolveAll(messages, pool(), { reusedMemory: false, imageSpace });
      const seen = (message: Message | PendingReadout) => ("header" in message ? message.header : message);
      expect(results.map(seen)).toEqual(messages.map(seen));
      const readouts = results.filter((message) => message.kind === "acquisition");
      expect(readouts).toHaveLength(100);
      raw.forEach(({ data, header }, i) => {
        const samples = header.numberOfSamples;
        const result = readouts[i]!;
        expect(result.space ?? "k-space").toBe(space === "k-space" ? "k-space" : "image");
        const whole = transformed(manyCoils, data, samples);
        const expected = imageSpace
          ? new OversamplingRemoval(samples, samples / 2).toImage(whole, { coils: 16 })
          : removed(whole, samples, 16);
        expect(relativeError(result.data, expected)).toBeLessThan(1e-6);
      });
    },
  );

  it.each(pools)("leaves readouts with only a coil matrix in k-space, processed %s", async (_name, pool) => {
    const raw = Array.from({ length: 10 }, (_, i) => readoutOf(16, 16, i + 1));
    const readouts = raw.map((readout) => withCoilMatrix(readout, manyCoils));
    const results = (await resolveAll(readouts, pool())) as Acquisition[];
    raw.forEach(({ data }, i) => {
      expect(results[i]!.space).toBeUndefined();
      expect(relativeError(results[i]!.data, transformed(manyCoils, data, 16))).toBeLessThan(1e-6);
    });
  });

  it("does not use a thread for little work, or after a pause", async () => {
    const pool = unorderedPool(2);
    const source = new Subject<Message | PendingReadout>();
    const resources = { credit: new Credit(), pool, memory: freshMemory() };
    const results = lastValueFrom(source.pipe(resolveReadouts(resources, defaults), toArray()));
    for (let i = 0; i < 10; i += 1) source.next(cropped(readoutOf(32, 2)));
    for (let i = 0; i < 3; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      source.next(heavy(readoutOf(32, 16)));
    }
    source.complete();
    expect(await results).toHaveLength(13);
    expect(pool.jobs).toEqual([]);
  });

  it("sends half a batch to idle threads, a whole one to busy ones, and does the rest itself", async () => {
    const pool = unorderedPool(2);
    await resolveAll(
      Array.from({ length: 250 }, (_, i) => heavy(readoutOf(32, 16, i + 1))),
      pool,
    );
    const readout = 2 * 32 * 16;
    expect(pool.jobs).toEqual([16, 16, 32, 32, 32, 32, 32, 32].map((count) => count * readout));
  });

  it("does not wait for threads that have a long task", async () => {
    const readouts = Array.from({ length: 20 }, (_, i) => heavy(readoutOf(32, 16, i)));
    const expected = await resolveAll(readouts, noPool);
    const run = () => Promise.reject(new Error("a task after a long one"));
    expect(await resolveAll(readouts, { ...unorderedPool(1), occupied: true, run })).toEqual(expected);
  });

  it("keeps threads at work while the event loop does not turn", async () => {
    const waiting: (() => void)[] = [];
    const jobs: number[] = [];
    const pool: WorkPool = {
      ...noPool,
      size: 1,
      collectResults: () => {
        for (const finish of waiting.splice(0)) finish();
      },
      async run(job) {
        jobs.push(job.inputs.length);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
        return noPool.run(job);
      },
    };
    const source = new Subject<Message | PendingReadout>();
    const resources = { credit: new Credit(), pool, memory: freshMemory() };
    const results = lastValueFrom(source.pipe(resolveReadouts(resources, defaults), toArray()));
    const clock = vi.spyOn(performance, "now").mockReturnValue(0);
    for (let i = 0; i < 1000; i += 1) {
      source.next(heavy(readoutOf(32, 16)));
      await Promise.resolve(); // as between two reads of a socket
    }
    clock.mockRestore();
    expect(jobs.length).toBeGreaterThan(30); // of 32 readouts; without results, the threads could have eight
    source.complete();
    const collecting = setInterval(() => pool.collectResults!(), 1);
    expect(await results).toHaveLength(1000);
    clearInterval(collecting);
  });

  it("sends what arrived together to an idle thread", async () => {
    const pool = unorderedPool(2);
    const source = new Subject<Message | PendingReadout>();
    const resources = { credit: new Credit(), pool, memory: freshMemory() };
    const results: Message[] = [];
    source.pipe(resolveReadouts(resources, defaults)).subscribe((message) => results.push(message));
    together(() => {
      for (let i = 0; i < 4; i += 1) source.next(heavy(readoutOf(32, 16)));
    });
    await vi.waitFor(() => expect(results).toHaveLength(4));
    expect(pool.jobs).toEqual([3 * 2 * 32 * 16]); // the first is not known to be followed by others
  });

  it.each<[string, number, typeof SharedArrayBuffer | typeof ArrayBuffer]>([
    ["of many coils come in memory that threads share", 16, SharedArrayBuffer],
    ["of few coils stay in memory of this thread", 2, ArrayBuffer],
  ])("lets readouts %s", async (_what, coils, expected) => {
    const input = new InputMemory((bytes) => new SharedArrayBuffer(bytes));
    const pool = { ...unorderedPool(2), shares: ({ buffer }: ArrayBufferView) => buffer instanceof SharedArrayBuffer };
    const block = input.take();
    const coilMatrix = randomComplex(coils * coils, 3);
    const raw = Array.from({ length: 20 }, (_, i) => readoutOf(32, coils, i + 1));
    const readouts = raw.map((readout, i) => {
      const bytes = new Uint8Array(readout.data.buffer);
      const source = block.subarray(1 + i * bytes.length, 1 + (i + 1) * bytes.length);
      source.set(bytes);
      return withCoilMatrix({ ...readout, kind: "stored-readout", source }, coilMatrix);
    });
    const results = (await resolveAll(readouts, pool)) as Acquisition[];
    raw.forEach(({ data }, i) => {
      expect(relativeError(results[i]!.data, transformed(coilMatrix, data, 32))).toBeLessThan(1e-6);
    });
    expect(input.take().buffer).toBeInstanceOf(expected);
  });

  it("puts readouts with different work into another batch", async () => {
    const pool = unorderedPool(2);
    const other = randomComplex(16 * 16, 4);
    const raw = Array.from({ length: 12 }, (_, i) => readoutOf(32, 16, i + 1));
    const matrixOf = (i: number) => (i < 5 ? manyCoils : other);
    const results = (await resolveAll(
      raw.map((readout, i) => withCoilMatrix(readout, matrixOf(i))),
      pool,
    )) as Acquisition[];
    const readout = 2 * 32 * 16;
    expect(pool.jobs).toEqual([4 * readout, 7 * readout]);
    raw.forEach(({ data }, i) => {
      expect(relativeError(results[i]!.data, transformed(matrixOf(i), data, 32))).toBeLessThan(1e-6);
    });
  });

  it("no longer uses recycled memory once it has consumed a message", async () => {
    for (const pool of [noPool, unorderedPool(2)]) {
      const memory = randomComplex(64, 1);
      const expected = removed(memory.slice(), 32, 2);
      const plain = memory.slice();
      const source = new Subject<Message | PendingReadout>();
      const resources = { credit: new Credit(), pool, memory: freshMemory() };
      const options = { reusedMemory: true, imageSpace: false };
      const results = lastValueFrom(source.pipe(resolveReadouts(resources, options), toArray()));
      const readout: Acquisition = { ...readoutOf(32, 2), data: memory };
      const strong: Acquisition = { ...readoutOf(32, 16), data: randomComplex(32 * 16, 5) };
      const copy = strong.data.slice();
      source.next(cropped(readout));
      source.next(readout);
      for (let i = 0; i < 3; i += 1) source.next(heavy(strong));
      for (const { data } of [readout, strong]) data.fill(Number.NaN);
      source.complete();
      const [first, second, ...others] = (await results) as Acquisition[];
      expect(relativeError(first!.data, expected)).toBeLessThan(1e-6);
      expect(second!.data).toEqual(plain);
      expect(others).toHaveLength(3);
      for (const { data } of others)
        expect(relativeError(data, removed(transformed(manyCoils, copy, 32), 32, 16))).toBeLessThan(1e-6);
    }
  });

  it("is done by the calling thread if no thread is for light work", async () => {
    const pool = { ...unorderedPool(2), forLightWork: 0 };
    await resolveAll(
      Array.from({ length: 300 }, () => heavy(readoutOf(32, 16))),
      pool,
    );
    expect(pool.jobs).toEqual([]);
  });

  it("passes messages without work unchanged, if their memory is not reused", async () => {
    for (const pool of [noPool, unorderedPool(2)]) {
      const messages = [readoutOf(32, 2), text("a")];
      const results = await resolveAll(messages, pool);
      expect(results[0]).toBe(messages[0]);
      expect(results[1]).toBe(messages[1]);
    }
  });

  it("releases the memory of sources, and for readouts in k-space that of those in image space", async () => {
    for (const pool of [noPool, unorderedPool(2)]) {
      const memory = messageMemory(pool);
      const allocators = [memory, sharedMemory(pool)].map((each) => vi.spyOn(each, "allocate"));
      const release = vi.spyOn(memory, "release");
      const messages = Array.from({ length: 5 }, (_, i) => heavy(readoutOf(32, 16, i)));
      const inImageSpace = await resolveAll(messages, pool, { reusedMemory: false, imageSpace: true }, memory);
      const allocated = allocators.flatMap(({ mock }) => mock.results.map(({ value }) => value));
      for (const result of inImageSpace) expect(allocated).toContain((result as Acquisition).data);
      const sources = messages.map(({ source }) => source);
      expect(release.mock.calls.map(([array]) => array)).toEqual(sources);
      release.mockClear();
      const results = (await resolveAll(
        messages,
        pool,
        { reusedMemory: false, imageSpace: false },
        memory,
      )) as Acquisition[];
      expect(release).toHaveBeenCalledTimes(10);
      const released = release.mock.calls.map(([array]) => array.buffer);
      for (const { data } of results) expect(released).not.toContain(data.buffer);
    }
  });

  it("requests a pause while threads are overloaded, and releases it", async () => {
    const credit = new Credit();
    const source = new Subject<Message | PendingReadout>();
    const resources = { credit, pool: unorderedPool(2), memory: freshMemory() };
    const results = lastValueFrom(source.pipe(resolveReadouts(resources, defaults), toArray()));
    together(() => {
      for (let i = 0; i < 289; i += 1) {
        expect(credit.available()).toBeUndefined();
        source.next(heavy(readoutOf(32, 16)));
      }
    });
    await credit.available();
    source.complete();
    expect(await results).toHaveLength(289);
    expect(credit.available()).toBeUndefined();
  });

  it("releases its pause when unsubscribed", () => {
    const credit = new Credit();
    const source = new Subject<Message | PendingReadout>();
    const resources = { credit, pool: unorderedPool(2), memory: freshMemory() };
    const subscription = source.pipe(resolveReadouts(resources, defaults)).subscribe();
    together(() => {
      for (let i = 0; i < 289; i += 1) source.next(heavy(readoutOf(32, 16)));
    });
    expect(credit.available()).toBeInstanceOf(Promise);
    subscription.unsubscribe();
    expect(credit.available()).toBeUndefined();
  });

  it("fails if the work fails", async () => {
    const pool: WorkPool = { ...noPool, size: 2, run: () => Promise.reject(new Error("a thread died")) };
    const readouts = [heavy(readoutOf(32, 16)), heavy(readoutOf(32, 16))];
    await expect(resolveAll(readouts, pool)).rejects.toThrow("a thread died");
  });
});

describe("readouts left in image space", () => {
  const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 6, 1] });
  const header = headerOf(encoding);
  const after = removeOversampling.headerAfter(header, {});
  const withoutOversampling = (imageSpace: boolean) =>
    run(removeOversampling, "acquisition", allLines(encoding), { header, imageSpace });
  const buffered = async (imaging: readonly Acquisition[]) =>
    (await run(toBuffer, "buffer", [bucket(imaging)], { header: after }))[0]!;
  const images = ({ imaging }: ReconBuffer, pixels: number) => {
    const { e0, e1, coils } = imaging.shape;
    const axis = (sampled: number, resampled: number) => ({ sampled, resampled, pixels: resampled });
    return toImageSpace(imaging.gather(), {
      axes: [axis(e0, pixels), axis(e1, e1), axis(1, 1)],
      count: coils,
      readout: imaging.readout,
    });
  };

  it.each([
    ["of the readout's own size", 16],
    ["resampled to a larger one", 24],
  ])("give the same images, %s", async (_name, pixels) => {
    const [hybrid, ordinary] = [
      await buffered(await withoutOversampling(true)),
      await buffered(await withoutOversampling(false)),
    ];
    expect([hybrid.imaging.readout, ordinary.imaging.readout]).toEqual(["image", "k-space"]);
    const [found, expected] = [images(hybrid, pixels), images(ordinary, pixels)];
    expected.forEach((value, i) => {
      expect(Math.abs(found[i]! - value)).toBeLessThan(2e-6);
    });
  });

  it("are placed in k-space if one of them is", async () => {
    const [hybrid, ordinary] = [await withoutOversampling(true), await withoutOversampling(false)];
    const mixedSpaces = await buffered([...hybrid.slice(1), ordinary[0]!]);
    expect(mixedSpaces.imaging.readout).toBe("k-space");
    const expected = await buffered(ordinary);
    expect(relativeError(mixedSpaces.imaging.gather(), expected.imaging.gather())).toBeLessThan(1e-6);
  });

  it("are placed in k-space if they are a reference", async () => {
    const [hybrid, ordinary] = [await withoutOversampling(true), await withoutOversampling(false)];
    const [found] = await run(toBuffer, "buffer", [bucket(hybrid, { reference: hybrid })], { header: after });
    const reference = found!.reference!.place();
    expect(reference.readout).toBe("k-space");
    expect(found!.imaging.readout).toBe("image");
    expect(relativeError(reference.gather(), (await buffered(ordinary)).imaging.gather())).toBeLessThan(1e-6);
  });

  it("stay in image space if a reference may be there, too", async () => {
    const [hybrid, ordinary] = [await withoutOversampling(true), await withoutOversampling(false)];
    const [found] = await run(toBuffer, "buffer", [bucket(hybrid, { reference: hybrid })], { header: after });
    const reference = found!.reference!.place(true);
    expect(reference.readout).toBe("image");
    expect(reference.gather()).toEqual(found!.imaging.gather());
    const [other] = await run(toBuffer, "buffer", [bucket(ordinary, { reference: ordinary })], { header: after });
    expect(other!.reference!.place(true).readout).toBe("k-space");
  });
});
