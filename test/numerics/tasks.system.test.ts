import { expect, it } from "vitest";
import * as written from "../../src/numerics/tasks.ts";

it("tasks of the worker pool are in the build, where workers look for them", async () => {
  const built = await import(new URL("../../dist/src/numerics/tasks.js", import.meta.url).href);
  expect(Object.keys(built).sort()).toEqual(Object.keys(written).sort());
});
