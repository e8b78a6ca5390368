import { describe, expect, it } from "vitest";
import { SlabAllocator } from "../../src/memory/index.ts";

/** From this size on, glibc maps a block by itself, and unmaps it when it is freed. */
const MAPPED_BYTES = 2 ** 17;

describe("SlabAllocator", () => {
  it("puts small pieces into one block, at multiples of 8 and apart from each other", () => {
    const slabs = new SlabAllocator();
    const [first, second] = [slabs.bytes(13), slabs.floats(3)];
    expect(second.buffer).toBe(first.buffer);
    expect([first.byteOffset, second.byteOffset]).toEqual([0, 16]);
    expect([first.length, second.length]).toEqual([13, 3]);
  });

  it("takes blocks that the system's allocator reuses", () => {
    const slabs = new SlabAllocator();
    const sizes = new Set(Array.from({ length: 1000 }, () => slabs.bytes(340).buffer.byteLength));
    expect(Math.max(...sizes)).toBeLessThan(MAPPED_BYTES);
  });

  it("gives a large piece a block of its own", () => {
    const slabs = new SlabAllocator();
    const [small, large, next] = [slabs.bytes(8), slabs.bytes(2 ** 20), slabs.bytes(8)];
    expect(large.buffer.byteLength).toBe(2 ** 20);
    expect(next.buffer).toBe(small.buffer);
  });

  it("takes few, large blocks of memory that threads share", () => {
    const taken: number[] = [];
    const slabs = new SlabAllocator((bytes) => {
      taken.push(bytes);
      return new SharedArrayBuffer(bytes);
    });
    for (let i = 0; i < 1000; i += 1) slabs.floats(2048);
    expect(taken).toEqual([2 ** 23]);
  });
});
