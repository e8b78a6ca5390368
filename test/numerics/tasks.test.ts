import { describe, expect, it } from "vitest";
import * as numerics from "../../src/numerics/index.ts";
import * as found from "../../src/numerics/tasks.ts";

type AnyTask = { readonly module: string; readonly name: string; readonly run: unknown };

const tasks = Object.entries(numerics).filter(([name]) => name.endsWith("Task")) as [string, AnyTask][];

describe("tasks of the worker pool", () => {
  it("are there", () => expect(tasks.length).toBeGreaterThan(5));

  it.each(tasks)("%s is found by its name where workers look for it", (_task, task) => {
    expect(Object.entries(found)).toContainEqual([task.name, task.run]);
    expect(task.module).toBe(new URL("../../src/numerics/tasks.js", import.meta.url).href);
  });
});
