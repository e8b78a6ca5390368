import { afterEach, describe, expect, it } from "vitest";
import { noPool, type PoolTask, WorkerPool, type WorkPool } from "../../src/pool/index.ts";

const workerModule = new URL("../../dist/src/entries/worker.js", import.meta.url);
const tasksModule = new URL("tasks.mjs", import.meta.url).href;
const { scaleTask, failTask, endTask } = (await import(tasksModule)) as Record<string, PoolTask<unknown>>;
const pools: WorkPool[] = [];
const pool = (size: number) => {
  pools.push(new WorkerPool(size, workerModule));
  return pools.at(-1)!;
};
const scaled = (by: WorkPool, values: readonly number[], factor: number) => {
  const input = by.borrow(values.length);
  input.floats.set(values);
  return by.run(scaleTask!, { factor }, input, values.length, values.length, (result) => [...result]);
};

afterEach(async () => {
  await Promise.all(pools.splice(0).map((each) => each.close()));
});

describe.each([
  ["no threads", () => noPool],
  ["one thread", () => pool(1)],
  ["three threads", () => pool(3)],
])("a pool of %s", (_name, make) => {
  it("does tasks, many at a time, each on its own memory", async () => {
    const by = make();
    const jobs = Array.from({ length: 50 }, (_, i) => scaled(by, [i, i + 1, i + 2], 2));
    expect(await Promise.all(jobs)).toEqual(jobs.map((_, i) => [2 * i, 2 * i + 2, 2 * i + 4]));
  });

  it("passes on what a task throws, with its name, message and code, and goes on", async () => {
    const by = make();
    const failing = by.run(failTask!, {}, by.borrow(1), 1, 1, () => {});
    await expect(failing).rejects.toMatchObject({ name: "RangeError", message: "out of range", code: "bad-length" });
    expect(await scaled(by, [1], 3)).toEqual([3]);
  });

  it("fails where the result is taken badly, and goes on", async () => {
    const by = make();
    const input = by.borrow(1);
    const taking = by.run(scaleTask!, { factor: 1 }, input, 1, 1, () => {
      throw new Error("no room");
    });
    await expect(taking).rejects.toThrow("no room");
    expect(await scaled(by, [1], 3)).toEqual([3]);
  });
});

describe("a pool of threads", () => {
  it("uses memory again, for inputs and results of nearly the same size", async () => {
    const by = pool(1);
    const numbers = new Set<number>();
    for (let i = 0; i < 20; i += 1) {
      const input = by.borrow(1000 + i);
      numbers.add(input.number);
      await by.run(scaleTask!, { factor: 1 }, input, 1000, 1000, () => {});
    }
    expect(numbers.size).toBeLessThanOrEqual(3);
  });

  it("lets go of memory when there is too much of it", async () => {
    const by = pool(1);
    const large = 2 ** 24; // floats: 64 MiB, all that is kept
    for (const length of [100, large, 100]) {
      const input = by.borrow(length);
      await by.run(scaleTask!, { factor: 1 }, input, 1, 1, () => {});
    }
    expect(await scaled(by, [5], 2)).toEqual([10]);
  });

  it("tells whoever waits for a thread that died, and whoever asks after that", async () => {
    const by = pool(1);
    const dying = by.run(endTask!, {}, by.borrow(1), 1, 1, () => {});
    const behind = scaled(by, [1], 2);
    await expect(dying).rejects.toThrow("a worker thread ended with exit code 3");
    await expect(behind).rejects.toThrow("a worker thread ended");
    await expect(scaled(by, [1], 2)).rejects.toThrow("a worker thread ended");
  });
});
