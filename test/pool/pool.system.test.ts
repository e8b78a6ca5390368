import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { noPool, type PoolTask, type WorkPool } from "../../src/pool/index.ts";
import { collectGarbage, WorkerPool } from "../../src/pool/threads/index.ts";

const workerModule = new URL("../../dist/src/entries/worker.js", import.meta.url);
const tasksModule = new URL("tasks.mjs", import.meta.url).href;
const { scaleTask, failTask, endTask, describeTask } = (await import(tasksModule)) as Record<string, PoolTask<unknown>>;
const pools: WorkPool[] = [];
const pool = (size: number) => {
  pools.push(new WorkerPool(size, workerModule));
  return pools.at(-1)!;
};
/** Whose threads are started when the first is needed. */
const lazyPool = (size: number) => {
  pools.push(new WorkerPool(size, workerModule, 0));
  return pools.at(-1)!;
};
const arrayIn = (by: WorkPool, values: readonly number[]) => {
  const bytes = Float32Array.BYTES_PER_ELEMENT * values.length;
  const array = new Float32Array(by.allocate?.(bytes) ?? new ArrayBuffer(bytes));
  array.set(values);
  return array;
};
const scaled = async (by: WorkPool, values: readonly number[], factor: number) => {
  const [input, output] = [arrayIn(by, values), arrayIn(by, values)];
  await by.run({ task: scaleTask!, parameters: { factor }, inputs: [input], outputs: [output] });
  return [...output];
};
const run = (by: WorkPool, task: PoolTask<unknown>) => {
  const array = arrayIn(by, [1]);
  return by.run({ task, parameters: {}, inputs: [array], outputs: [array] });
};

afterEach(async () => {
  await Promise.all(pools.splice(0).map((each) => each.close()));
});

it("has idle threads before they are started, and none with work", async () => {
  const by = lazyPool(1);
  expect([by.idle, by.occupied, by.forLightWork]).toEqual([true, false, 0]);
  await by.collectGarbage!();
  const job = run(by, describeTask!);
  expect(by.idle).toBe(false);
  await job;
  expect(by.idle).toBe(true);
});

describe.each([
  ["no threads", () => noPool],
  ["one thread", () => pool(1)],
  ["three threads", () => pool(3)],
  ["two threads that start when they are needed", () => lazyPool(2)],
])("a pool of %s", (_name, make) => {
  it("runs many tasks at the same time, each on its own arrays and parameters", async () => {
    const by = make();
    const jobs = Array.from({ length: 50 }, (_, i) => scaled(by, [i, i + 1, i + 2], i % 7));
    const expected = jobs.map((_, i) => [i, i + 1, i + 2].map((value) => value * (i % 7)));
    expect(await Promise.all(jobs)).toEqual(expected);
  });

  it("runs a task several times, on parts of larger arrays, with the parameters of the job before", async () => {
    const by = make();
    const memory = arrayIn(by, [1, 2, 3, 4, 0, 0, 0, 0]);
    const parts = [0, 2, 4, 6].map((start) => memory.subarray(start, start + 2));
    const parameters = { factor: 2 };
    for (let i = 0; i < 5; i += 1) {
      const job = { task: scaleTask!, parameters, inputs: parts.slice(0, 2), outputs: parts.slice(2) };
      await by.run(job);
      expect([...memory]).toEqual([1, 2, 3, 4, 2, 4, 6, 8]);
      parts[2]!.fill(0);
    }
  });

  it("passes on what a task throws, with its name, message and code, and goes on", async () => {
    const by = make();
    const failure = { name: "RangeError", message: "out of range", code: "bad-length" };
    await expect(run(by, failTask!)).rejects.toMatchObject(failure);
    expect(await scaled(by, [1], 3)).toEqual([3]);
  });
});

describe("a pool of threads", () => {
  it("is idle while one of its threads is", async () => {
    const by = pool(2);
    expect(by.idle).toBe(true);
    const first = scaled(by, [1], 2);
    expect(by.idle).toBe(true);
    const second = scaled(by, [1], 2);
    expect(by.idle).toBe(false);
    await Promise.all([first, second]);
    expect(by.idle).toBe(true);
  });

  it("rejects parameters that can't be sent each time", async () => {
    const by = pool(1);
    const array = arrayIn(by, [1]);
    expect(await scaled(by, [1], 3)).toEqual([3]);
    const parameters = { factor: 2, unsendable: () => {} };
    const job = { task: scaleTask!, parameters, inputs: [array], outputs: [array] };
    for (let i = 0; i < 2; i += 1) await expect(by.run(job)).rejects.toThrow("could not be cloned");
    expect([...array]).toEqual([1]);
  });

  it("is occupied while each of its threads has a long task", async () => {
    const by = pool(2);
    const array = arrayIn(by, [1]);
    const job = { task: scaleTask!, parameters: { factor: 1 }, inputs: [array], outputs: [array] };
    const [short, long] = [by.run(job), by.run({ ...job, long: true })];
    expect(by.occupied).toBe(false);
    const behind = by.run({ ...job, long: true });
    expect(by.occupied).toBe(true);
    await Promise.all([short, long, behind]);
    expect(by.occupied).toBe(false);
  });

  it("collects results without waiting for the event loop", async () => {
    const by = pool(1);
    expect(await scaled(by, [1], 2)).toEqual([2]);
    const [job, failing] = [scaled(by, [1], 3), run(by, failTask!)];
    const end = performance.now() + 20_000;
    while (!by.idle && performance.now() < end) by.collectResults!();
    expect(by.idle).toBe(true);
    expect(await job).toEqual([3]);
    await expect(failing).rejects.toThrow("out of range");
  });

  it("returns memory that is not referenced any more to the system, when garbage is collected", async () => {
    const by = pool(1);
    // Large enough to have pages of its own.
    for (let i = 0; i < 4; i += 1) await scaled(by, new Array(2 ** 23).fill(i), 2);
    const before = process.memoryUsage.rss();
    collectGarbage();
    await turn();
    await by.collectGarbage!();
    await expect.poll(() => before - process.memoryUsage.rss()).toBeGreaterThan(128e6);
  });

  it("passes bytes of floats at odd addresses as they are, and others as floats", async () => {
    const by = pool(1);
    const values = Float32Array.of(1, 2, 3);
    const output = arrayIn(by, [0, 0, 0]);
    for (const shift of [0, 1, 2, 3]) {
      const memory = new Uint8Array(by.allocate!(20));
      const input = memory.subarray(4 + shift, 16 + shift);
      input.set(new Uint8Array(values.buffer));
      await by.run({ task: describeTask!, parameters: {}, inputs: [input], outputs: [output] });
      expect([...output]).toEqual(shift === 0 ? [...values] : [12, ...input.subarray(2, 4)]);
    }
  });

  it("shares the memory that it has allocated, and no other", () => {
    const by = pool(1);
    const shared = arrayIn(by, [1, 2]);
    expect(by.shares(shared.subarray(1))).toBe(true);
    for (const other of [new ArrayBuffer(4), new SharedArrayBuffer(4)]) {
      const array = new Float32Array(other);
      expect(by.shares(array)).toBe(false);
      const job = { task: scaleTask!, parameters: {}, inputs: [array], outputs: [shared] };
      expect(() => by.run(job)).toThrow("the threads do not share this array's memory");
    }
  });

  it("goes on when memory that it has allocated is no longer referenced", async () => {
    const by = pool(1);
    for (let i = 0; i < 40; i += 1) {
      expect(await scaled(by, new Array(2 ** 18).fill(i), 2)).toHaveLength(2 ** 18);
      await pause(1); // buffers are collected between tasks
    }
  });

  it("rejects the tasks of a thread that ended, and later ones", async () => {
    const by = pool(1);
    const dying = run(by, endTask!);
    const behind = scaled(by, [1], 2);
    await expect(dying).rejects.toThrow("a worker thread exited with code 3");
    await expect(behind).rejects.toThrow("a worker thread exited");
    await expect(scaled(by, [1], 2)).rejects.toThrow("a worker thread exited");
  });
});
