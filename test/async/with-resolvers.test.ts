import { describe, expect, it } from "vitest";
import { withResolvers } from "../../src/async/index.ts";

describe("withResolvers", () => {
  it("is pending until resolved or rejected", async () => {
    const { promise } = withResolvers();
    const later = Promise.resolve("later");
    expect(await Promise.race([promise, later])).toBe("later");
  });

  it("resolves with a value, or as another promise does", async () => {
    const plain = withResolvers<number>();
    plain.resolve(3);
    expect(await plain.promise).toBe(3);
    const adopting = withResolvers<number>();
    adopting.resolve(Promise.resolve(4));
    expect(await adopting.promise).toBe(4);
    const failing = withResolvers<number>();
    failing.resolve(Promise.reject(new Error("no")));
    await expect(failing.promise).rejects.toThrow("no");
  });

  it("rejects with a reason", async () => {
    const { promise, reject } = withResolvers();
    reject(new Error("no"));
    await expect(promise).rejects.toThrow("no");
  });

  it("is resolved only once", async () => {
    const { promise, resolve, reject } = withResolvers<string>();
    resolve("first");
    resolve("second");
    reject(new Error("third"));
    expect(await promise).toBe("first");
  });
});
