import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { builtInTasks } from "../../src/numerics/tasks/index.ts";
import type { PoolTask } from "../../src/pool/index.ts";

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

describe("built-in tasks", () => {
  it("are all listed, under names of their own", () => {
    expect(defined.size).toBeGreaterThan(5);
    expect(new Set(builtInTasks)).toEqual(defined);
    expect(new Set(builtInTasks.map(({ name }) => name)).size).toBe(builtInTasks.length);
  });
});
