import { describe, expect, it } from "vitest";
import { Recycler } from "../../src/chain/index.ts";
import { freshMemory } from "../../src/gadget-api/services/index.ts";

describe("Recycler", () => {
  it("returns released arrays, of the same length only", () => {
    const memory = new Recycler();
    const [a, b] = [memory.allocate(100), memory.allocate(100)];
    expect(a).toHaveLength(100);
    memory.release(a);
    expect(memory.allocate(101)).not.toBe(a);
    expect(memory.allocate(100)).toBe(a);
    memory.release(a);
    memory.release(b);
    expect(new Set([memory.allocate(100), memory.allocate(100)])).toEqual(new Set([a, b]));
  });

  it("never has two owners for the same memory", () => {
    const memory = new Recycler();
    const arrays = Array.from({ length: 500 }, (_, i) => memory.allocate(3 + (i % 400)).fill(i));
    arrays.forEach((array, i) => {
      expect(array.every((value) => value === i)).toBe(true);
    });
  });

  it("ignores arrays that it has not allocated, or that are already released", () => {
    const memory = new Recycler();
    const external = new Float32Array(100);
    const own = memory.allocate(100);
    memory.release(external);
    memory.release(own.subarray(0));
    expect([external, own]).not.toContain(memory.allocate(100));
    memory.release(own);
    memory.release(own);
    expect(memory.allocate(100)).toBe(own);
    expect(memory.allocate(100)).not.toBe(own);
    memory.release(own);
    expect(memory.allocate(100)).toBe(own);
  });

  it("leaves the excess to the garbage collector", () => {
    const memory = new Recycler();
    const large = Array.from({ length: 5 }, () => memory.allocate(2 ** 22)); // 16 MiB each, of 64
    for (const array of large) memory.release(array);
    const again = Array.from({ length: 5 }, () => memory.allocate(2 ** 22));
    expect(again.filter((array) => large.includes(array))).toHaveLength(4);
  });
});

describe("freshMemory", () => {
  it("never returns the same memory twice", () => {
    const memory = freshMemory();
    const array = memory.allocate(10);
    memory.release(array);
    expect(memory.allocate(10)).not.toBe(array);
  });
});
