import { describe, expect, it } from "vitest";
import { DisposerStack } from "../../src/async/index.ts";

describe("DisposerStack", () => {
  it("cleans up in the reverse order of set-up, each after the previous one has finished", async () => {
    const stack = new DisposerStack();
    const steps: string[] = [];
    stack.defer(() => void steps.push("first"));
    stack.defer(async () => {
      steps.push("second begins");
      await new Promise(setImmediate);
      steps.push("second ends");
    });
    stack.defer(() => void steps.push("third"));
    expect(steps).toEqual([]);
    await stack.dispose();
    expect(steps).toEqual(["third", "second begins", "second ends", "first"]);
  });

  it("calls each clean-up once, even if disposed twice at the same time", async () => {
    const stack = new DisposerStack();
    const steps: number[] = [];
    for (const i of [1, 2, 3]) {
      stack.defer(async () => {
        await new Promise(setImmediate);
        steps.push(i);
      });
    }
    await Promise.all([stack.dispose(), stack.dispose()]);
    await stack.dispose();
    expect(steps.toSorted()).toEqual([1, 2, 3]);
  });

  it("does nothing if nothing was added", async () => {
    await expect(new DisposerStack().dispose()).resolves.toBeUndefined();
  });

  it("also runs what is added during the clean-up", async () => {
    const stack = new DisposerStack();
    const steps: string[] = [];
    stack.defer(() => {
      steps.push("outer");
      stack.defer(() => void steps.push("inner"));
    });
    await stack.dispose();
    expect(steps).toEqual(["outer", "inner"]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("stuck");
      },
    ],
    ["rejects", () => Promise.reject(new Error("stuck"))],
  ])("stops at the first clean-up that %s, with what it throws", async (_how, fail) => {
    const stack = new DisposerStack();
    const steps: string[] = [];
    stack.defer(() => void steps.push("first"));
    stack.defer(fail);
    stack.defer(() => void steps.push("third"));
    await expect(stack.dispose()).rejects.toThrow("stuck");
    expect(steps).toEqual(["third"]);
  });
});
