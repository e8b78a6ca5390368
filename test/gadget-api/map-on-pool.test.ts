import { setImmediate as turn } from "node:timers/promises";
import { from, lastValueFrom, of, Subject, toArray } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import simpleRecon from "../../gadgets/reconstruction/simple-recon.ts";
import { mapOnPool } from "../../src/gadget-api/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { buffer, encodingOf, headerOf, kSpace } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";
import { contextOf } from "../support/run-gadget.ts";

/** A task that must not run. */
const task = { module: "", name: "", run: () => expect.fail("the task ran") };

describe.each([
  ["synchronously", 0],
  ["in a thread", 2],
])("work %s", (_name, threads) => {
  const context = { ...contextOf(), ...(threads > 0 && { pool: unorderedPool(threads) }), maxBytes: 4000 };

  it.each([
    ["its result", { outputLength: 1001 }],
    ["intermediate memory", { outputLength: 1, workLength: 1001 }],
  ])("is refused where the session's memory has no room for %s", async (_what, lengths) => {
    const work = { parameters: {}, input: new Float32Array(1), finish: () => {}, ...lengths };
    const operator = mapOnPool(context, task, () => work);
    await expect(lastValueFrom(of(0).pipe(operator))).rejects.toMatchObject({
      code: "result-too-large",
      message:
        "the result of this step: 4004 bytes, more than the limit of 4000; check the header's matrix sizes, or raise a " +
        "server's --session-memory",
    });
  });

  it("runs if there is enough memory", async () => {
    const works = { ...task, run: () => {} };
    const work = { parameters: {}, input: new Float32Array(1), outputLength: 1000, finish: () => "done" };
    expect(await lastValueFrom(of(0).pipe(mapOnPool(context, works, () => work)))).toBe("done");
  });
});

describe("where work is done", () => {
  const long = 2 ** 20; // elements that take some milliseconds
  const add = {
    name: "add",
    run: (_: unknown, input: Float32Array, output: Float32Array) => output.fill(input[0]! + 1),
  };
  const resultsOf = (pool: WorkPool, inputs: readonly Float32Array[], heavy = false) => {
    const work = (input: Float32Array) => ({
      parameters: {},
      input,
      outputLength: 1,
      heavy,
      finish: (result: Float32Array) => result[0],
    });
    const operator = mapOnPool({ ...contextOf(), pool }, add, work);
    return lastValueFrom(from(inputs).pipe(operator, toArray()));
  };

  it("is a thread for work that follows other work, for very long work, and for work that is called heavy", async () => {
    const pool = unorderedPool(2);
    expect(await resultsOf(pool, [new Float32Array(long).fill(1), new Float32Array(long).fill(2)])).toEqual([2, 3]);
    expect(pool.jobs).toEqual([long]);
    expect(await resultsOf(pool, [new Float32Array(20 * long)])).toEqual([1]);
    expect(await resultsOf(pool, [new Float32Array(1)], true)).toEqual([1]);
    expect(pool.jobs).toEqual([long, 20 * long, 1]);
  });

  it("is the calling thread for short work, after a long pause, and if no thread is idle", async () => {
    const pool = unorderedPool(2);
    expect(await resultsOf(pool, [new Float32Array(1000)])).toEqual([1]);
    const now = vi.spyOn(performance, "now");
    for (let i = 0; i < 5; i += 1) now.mockReturnValueOnce(1000 * i);
    expect(await resultsOf(pool, [new Float32Array(long), new Float32Array(long)])).toEqual([1, 1]);
    now.mockRestore();
    expect(await resultsOf({ ...pool, idle: false }, [new Float32Array(long)], true)).toEqual([1]);
    expect(pool.jobs).toEqual([]);
  });

  it("is a thread for the next of several messages that wait, while the calling thread works on one", async () => {
    const pool = { ...unorderedPool(1), idle: false };
    expect(
      await resultsOf(
        pool,
        [1, 2, 3].map((value) => Float32Array.of(value)),
        true,
      ),
    ).toEqual([2, 3, 4]);
    expect(pool.jobs).toEqual([1, 1]);
  });

  it.each([
    ["a thread that is at work for the same step, but once only, for short work", 5, false, 2],
    ["a thread for long work, if that thread has only short work", 60, false, 3],
    ["the calling thread for long work, if that thread has long work", 60, true, 1],
  ])("is %s", async (_where, ms, occupied, expected) => {
    const running: (() => void)[] = [];
    const pool: WorkPool = {
      ...noPool,
      size: 1,
      get occupied() {
        return occupied && running.length > 0;
      },
      get idle() {
        return running.length === 0;
      },
      run: (job) => new Promise((resolve) => running.push(() => void noPool.run(job).then(resolve))),
    };
    const finish = ([first]: Float32Array) => first;
    const work = (input: Float32Array) => ({ parameters: {}, input, outputLength: 1, ms, heavy: true, finish });
    const source = new Subject<Float32Array>();
    const results = lastValueFrom(source.pipe(mapOnPool({ ...contextOf(), pool }, add, work), toArray()));
    for (const value of [1, 2, 3]) {
      source.next(Float32Array.of(value));
      for (let i = 0; i < 3; i += 1) await turn();
    }
    expect(running).toHaveLength(expected);
    for (const end of running) end();
    source.complete();
    expect(await results).toEqual([2, 3, 4]);
  });

  it("is the calling thread for short work, whose result is there as soon as without threads", () => {
    const results: string[] = [];
    const work = (input: Float32Array) => ({ parameters: {}, input, outputLength: 1, finish: () => "done" });
    const source = new Subject<Float32Array>();
    const operator = mapOnPool({ ...contextOf(), pool: unorderedPool(2) }, add, work);
    source.pipe(operator).subscribe((result) => results.push(result));
    source.next(new Float32Array(1000));
    expect(results).toEqual(["done"]);
  });

  it("is the calling thread for work that is estimated to be short, whatever its input", async () => {
    const pool = unorderedPool(2);
    const work = (input: Float32Array) => ({ parameters: {}, input, outputLength: 1, ms: 0.1, finish: () => "done" });
    const operator = mapOnPool({ ...contextOf(), pool }, add, work);
    const inputs = [new Float32Array(long), new Float32Array(long)];
    expect(await lastValueFrom(from(inputs).pipe(operator, toArray()))).toEqual(["done", "done"]);
    expect(pool.jobs).toEqual([]);
  });

  it("is the calling thread unless the work is heavy, if no thread is for light work", async () => {
    for (const heavy of [false, true]) {
      const pool = { ...unorderedPool(2), forLightWork: 0 };
      const work = (input: Float32Array) => ({
        parameters: {},
        input,
        outputLength: 1,
        ms: 1000,
        heavy,
        finish: () => 0,
      });
      await lastValueFrom(of(new Float32Array(long)).pipe(mapOnPool({ ...contextOf(), pool }, add, work)));
      expect(pool.jobs).toHaveLength(Number(heavy));
    }
  });

  it.each([true, false])("leaves its result in memory that is recycled: %s", async (recycles) => {
    const released: Float32Array[] = [];
    const memory = {
      recycles,
      allocate: (length: number) => new Float32Array(length),
      release: (array: Float32Array) => void released.push(array),
      claim: () => false,
      releaseClaimed: () => {},
    };
    for (const heavy of [false, true]) {
      const finish = (result: Float32Array) => [result[0], result.length];
      const work = (input: Float32Array) => ({ parameters: {}, input, outputLength: 3, heavy, memory, finish });
      const operator = mapOnPool({ ...contextOf(), pool: unorderedPool(1) }, add, work);
      expect(await lastValueFrom(of(Float32Array.of(4)).pipe(operator))).toEqual([5, 3]);
    }
    expect(released).toEqual([]);
  });

  it("gets a copy of an input in memory that the threads do not share", async () => {
    const pool = { ...unorderedPool(1), shares: () => false };
    const run = vi.spyOn(pool, "run");
    const input = new Float32Array(long);
    expect(await resultsOf(pool, [input], true)).toEqual([1]);
    expect(run.mock.calls[0]![0].inputs[0] === input).toBe(false); // `not.toBe` would print both arrays.
  });
});

describe("an image requested by a header", () => {
  it.each([
    ["of many pixels", { encoded: [4, 4, 4], recon: [65535, 65535, 65535] }],
    ["of few pixels with a large intermediate array", { encoded: [2, 30000, 1], recon: [30000, 2, 1] }],
  ] as const)("%s is refused before it takes the memory", async (_name, geometry) => {
    const header = headerOf(encodingOf({ ...geometry, encodedFov: [8, 8, 8], reconFov: [8, 8, 8] }));
    const [e0, e1, e2] = geometry.encoded;
    const operator = simpleRecon.create({ ...contextOf(header), maxBytes: 2 ** 30 }, {});
    await expect(lastValueFrom(of(buffer(kSpace({ e0, e1, e2, coils: 1 }))).pipe(operator))).rejects.toThrow(
      /the result of this step: \d+ bytes, more than the limit of 1073741824/,
    );
  });
});
