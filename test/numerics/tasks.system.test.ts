import { afterAll, describe, expect, it } from "vitest";
import { builtInTasks } from "../../src/numerics/tasks/index.ts";
import { WorkerPool } from "../../src/pool/threads/index.ts";

const pool = new WorkerPool(1, new URL("../../dist/src/entries/worker.js", import.meta.url));
const failureOf = (name: string) => {
  const task = { name, run: () => {} };
  const array = new Float32Array(pool.allocate(4));
  return pool.run({ task, parameters: undefined, inputs: [array], outputs: [array] }).catch(String);
};

afterAll(() => pool.close());

describe("built-in tasks", () => {
  it.each(builtInTasks.map(({ name }) => name))("%s is found by a worker thread", async (name) => {
    // Without parameters it fails, but within the task.
    const failure = await failureOf(name);
    expect(failure).toEqual(expect.any(String));
    expect(failure).not.toContain("unknown task");
  });

  it("are reported by name when there is none", async () => {
    expect(await failureOf("no-such-task")).toBe("RangeError: unknown task 'no-such-task'");
  });
});
