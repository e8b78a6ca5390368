import { describe, expect, it } from "vitest";
import { messageMemory, sharedMemory } from "../../src/gadget-api/services/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";

const poolOf = (size: number): WorkPool => ({
  ...noPool,
  size,
  allocate: (bytes) => new SharedArrayBuffer(bytes),
});
const isShared = ({ buffer }: Float32Array) => (buffer as ArrayBufferLike) instanceof SharedArrayBuffer;

describe("messageMemory", () => {
  it("is shared with threads once a thread has been used, until the next session", () => {
    const pool = poolOf(1);
    const memory = messageMemory(pool);
    const own = memory.allocate(100);
    expect(isShared(own)).toBe(false);
    sharedMemory(pool).allocate(1);
    const shared = memory.allocate(100);
    expect(isShared(shared)).toBe(true);
    memory.release(own); // is not reused as shared memory
    expect(isShared(memory.allocate(100))).toBe(true);
    sharedMemory(pool).clear();
    expect(isShared(messageMemory(pool).allocate(100))).toBe(false);
  });

  it("is shared with threads from the start if that is announced", () => {
    const pool = poolOf(1);
    const memory = messageMemory(pool);
    const own = memory.allocate(100);
    expect(memory.claim(own)).toBe(true);
    sharedMemory(pool).expectUse();
    const shared = memory.allocate(100);
    expect(isShared(shared)).toBe(true);
    expect(memory.claim(shared)).toBe(true);
    expect(memory.claim(own)).toBe(false);
    memory.releaseClaimed(shared);
    expect(memory.allocate(100).byteOffset).toBe(shared.byteOffset);
  });

  it.each([0, 1])("reuses what is released, with %i threads", (size) => {
    const pool = poolOf(size);
    const memory = messageMemory(pool);
    const own = memory.allocate(100);
    memory.release(own);
    expect(memory.allocate(100)).toBe(own);
    if (size === 0) return;
    sharedMemory(pool).allocate(1);
    const shared = memory.allocate(100);
    memory.release(shared);
    expect(memory.allocate(100)).toBe(shared);
  });
});
