import { describe, expect, it } from "vitest";
import { Recycler } from "../../src/chain/index.ts";
import { freshMemory } from "../../src/gadget-api/index.ts";

describe("Recycler", () => {
  it("gives again what it was given, of the same length only", () => {
    const memory = new Recycler();
    const [a, b] = [memory.take(100), memory.take(100)];
    expect(a).toHaveLength(100);
    memory.give(a);
    expect(memory.take(101)).not.toBe(a);
    expect(memory.take(100)).toBe(a);
    memory.give(a);
    memory.give(b);
    expect(new Set([memory.take(100), memory.take(100)])).toEqual(new Set([a, b]));
  });

  it("never has two owners for the same memory", () => {
    const memory = new Recycler();
    const arrays = Array.from({ length: 500 }, (_, i) => memory.take(3 + (i % 400)).fill(i));
    arrays.forEach((array, i) => {
      expect(array.every((value) => value === i)).toBe(true);
    });
  });

  it("leaves what is too much to the collector", () => {
    const memory = new Recycler();
    const large = Array.from({ length: 5 }, () => memory.take(2 ** 22)); // 16 MiB each, of 64
    for (const array of large) memory.give(array);
    const again = Array.from({ length: 5 }, () => memory.take(2 ** 22));
    expect(again.filter((array) => large.includes(array))).toHaveLength(4);
  });
});

describe("freshMemory", () => {
  it("gives nothing twice", () => {
    const memory = freshMemory();
    const array = memory.take(10);
    memory.give(array);
    expect(memory.take(10)).not.toBe(array);
  });
});
