import { describe, expect, it } from "vitest";
import { hold, InputMemory, letGo } from "../../src/memory/index.ts";

describe("InputMemory", () => {
  it("has other blocks as long as the taker or others hold one", () => {
    const memory = new InputMemory();
    const first = memory.take();
    const isFirst = () => memory.take() === first; // Not `toBe`, which compares all bytes.
    expect(isFirst()).toBe(false);
    expect(hold(first.subarray(100, 200))).toBe(true);
    letGo(first);
    expect(isFirst()).toBe(false);
    letGo(first.subarray(0, 1));
    expect(isFirst()).toBe(true);
    expect(isFirst()).toBe(false);
  });

  it("takes the memory that it is given", () => {
    const memory = new InputMemory((bytes) => new SharedArrayBuffer(bytes));
    expect(memory.take().buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("does not know other memory", () => {
    const other = new Uint8Array(8);
    expect(hold(other)).toBe(false);
    expect(() => letGo(other)).not.toThrow();
  });
});
