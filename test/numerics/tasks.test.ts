import { readdirSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { builtInTasks } from "../../src/numerics/tasks/index.ts";
import { type PoolTask, WorkerPool } from "../../src/pool/index.ts";

const folder = new URL("../../src/numerics/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
  /(?<!\.assembly|\.d)\.ts$/.test(path),
);
const modules = await Promise.all(
  files.map((path) => import(new URL(path, folder).href) as Promise<Record<string, unknown>>),
);
const isTask = (value: unknown): value is PoolTask<never, never> =>
  typeof value === "object" && value !== null && "run" in value && "name" in value;
const defined = new Set(modules.flatMap((module) => Object.values(module).filter(isTask)));

const pool = new WorkerPool(1, new URL("../../dist/src/entries/worker.js", import.meta.url));
const failureOf = (name: string) => {
  const task = { name, run: () => {} };
  return pool.run({ task, parameters: undefined, input: pool.acquire(1), outputLength: 1 }, () => {}).catch(String);
};

afterAll(() => pool.close());

describe("built-in tasks", () => {
  it("are all listed, under names of their own", () => {
    expect(defined.size).toBeGreaterThan(5);
    expect(new Set(builtInTasks)).toEqual(defined);
    expect(new Set(builtInTasks.map(({ name }) => name)).size).toBe(builtInTasks.length);
  });

  it.each(builtInTasks.map(({ name }) => name))("%s is found by a worker thread", async (name) => {
    // Without parameters it fails, but within the task.
    const failure = await failureOf(name);
    expect(failure).toEqual(expect.any(String));
    expect(failure).not.toContain("unknown task");
  });

  it("are reported by name when there is none", async () => {
    expect(await failureOf("no-such-task")).toBe("Error: unknown task 'no-such-task'");
  });
});
