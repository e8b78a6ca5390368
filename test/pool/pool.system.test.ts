import { afterEach, describe, expect, it } from "vitest";
import { noPool, type PoolTask, type SharedBuffer, type WorkPool } from "../../src/pool/index.ts";
import { WorkerPool } from "../../src/pool/threads/index.ts";

const workerModule = new URL("../../dist/src/entries/worker.js", import.meta.url);
const tasksModule = new URL("tasks.mjs", import.meta.url).href;
const { scaleTask, failTask, endTask } = (await import(tasksModule)) as Record<string, PoolTask<unknown>>;
const pools: WorkPool[] = [];
const pool = (size: number) => {
  pools.push(new WorkerPool(size, workerModule));
  return pools.at(-1)!;
};
const scale = (parameters: { factor: number }, input: SharedBuffer) => ({
  task: scaleTask!,
  parameters,
  input,
  outputLength: input.floats.length,
});
const scaled = (by: WorkPool, values: readonly number[], factor: number) => {
  const input = by.acquire(values.length);
  input.floats.set(values);
  return by.run(scale({ factor }, input), (result) => [...result]);
};

afterEach(async () => {
  await Promise.all(pools.splice(0).map((each) => each.close()));
});

describe.each([
  ["no threads", () => noPool],
  ["one thread", () => pool(1)],
  ["three threads", () => pool(3)],
])("a pool of %s", (_name, make) => {
  it("runs many tasks at the same time, each on its own buffers", async () => {
    const by = make();
    const jobs = Array.from({ length: 50 }, (_, i) => scaled(by, [i, i + 1, i + 2], 2));
    expect(await Promise.all(jobs)).toEqual(jobs.map((_, i) => [2 * i, 2 * i + 2, 2 * i + 4]));
  });

  it("passes on what a task throws, with its name, message and code, and goes on", async () => {
    const by = make();
    const failing = by.run({ task: failTask!, parameters: {}, input: by.acquire(1), outputLength: 1 }, () => {});
    await expect(failing).rejects.toMatchObject({ name: "RangeError", message: "out of range", code: "bad-length" });
    expect(await scaled(by, [1], 3)).toEqual([3]);
  });

  it("passes on what onResult throws, and goes on", async () => {
    const by = make();
    const taking = by.run(scale({ factor: 1 }, by.acquire(1)), () => {
      throw new Error("no room");
    });
    await expect(taking).rejects.toThrow("no room");
    expect(await scaled(by, [1], 3)).toEqual([3]);
  });
});

describe("a pool of threads", () => {
  it("reuses buffers for inputs and results of nearly the same size", async () => {
    const by = pool(1);
    const ids = new Set<number>();
    for (let i = 0; i < 20; i += 1) {
      const input = by.acquire(1000 + i);
      ids.add(input.id);
      await by.run({ ...scale({ factor: 1 }, input), inputLength: 1000, outputLength: 1000 }, () => {});
    }
    expect(ids.size).toBeLessThanOrEqual(3);
  });

  it("removes free buffers when there are too many", async () => {
    const by = pool(1);
    const large = 2 ** 24; // floats: 64 MiB, the maximum that is kept
    for (const length of [100, large, 100]) {
      await by.run({ ...scale({ factor: 1 }, by.acquire(length)), outputLength: 1 }, () => {});
    }
    expect(await scaled(by, [5], 2)).toEqual([10]);
  });

  it("rejects the tasks of a thread that ended, and later ones", async () => {
    const by = pool(1);
    const dying = by.run({ task: endTask!, parameters: {}, input: by.acquire(1), outputLength: 1 }, () => {});
    const behind = scaled(by, [1], 2);
    await expect(dying).rejects.toThrow("a worker thread exited with code 3");
    await expect(behind).rejects.toThrow("a worker thread exited");
    await expect(scaled(by, [1], 2)).rejects.toThrow("a worker thread exited");
  });
});
