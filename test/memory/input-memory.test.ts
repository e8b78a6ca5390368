import { describe, expect, it } from "vitest";
import { hold, InputMemory, letGo, receiveShared } from "../../src/memory/index.ts";

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

  it("is of this thread alone until bytes are to be received in memory that threads share", () => {
    const memory = new InputMemory((bytes) => new SharedArrayBuffer(bytes));
    const own = memory.take();
    expect(own.buffer).toBeInstanceOf(ArrayBuffer);
    receiveShared(own.subarray(10));
    const shared = memory.take();
    expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
    const isShared = () => memory.take() === shared;
    letGo(own);
    expect(isShared()).toBe(false);
    letGo(shared);
    expect(isShared()).toBe(true);
    memory.isShared = false;
    expect(memory.take() === own).toBe(true);
  });

  it("stays of this thread if there are no others", () => {
    const memory = new InputMemory();
    receiveShared(memory.take());
    expect(memory.take().buffer).toBeInstanceOf(ArrayBuffer);
  });

  it("does not know other memory", () => {
    const other = new Uint8Array(8);
    expect(hold(other)).toBe(false);
    expect(() => letGo(other)).not.toThrow();
    expect(() => receiveShared(other)).not.toThrow();
  });
});
