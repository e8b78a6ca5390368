import { describe, expect, it } from "vitest";
import { freshMemory, Recycler } from "../../src/gadget-api/services/index.ts";

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

  it("gives arrays to a new owner, whose memory the previous one cannot release", () => {
    const memory = new Recycler();
    const array = memory.allocate(100);
    expect(memory.claim(array)).toBe(true);
    memory.release(array);
    expect(memory.claim(array)).toBe(false);
    expect(memory.allocate(100)).not.toBe(array);
    memory.releaseClaimed(array);
    const next = memory.allocate(100);
    const place = ({ buffer, byteOffset }: Float32Array) => ({ buffer, byteOffset });
    expect(place(next)).toEqual(place(array));
    memory.release(array);
    memory.releaseClaimed(array);
    expect(place(memory.allocate(100))).not.toEqual(place(next));
    memory.release(next);
    expect(memory.allocate(100)).toBe(next);
    expect(memory.claim(new Float32Array(100))).toBe(false);
  });

  it("releases arrays that were not claimed as if they were", () => {
    const memory = new Recycler();
    const array = memory.allocate(100);
    memory.releaseClaimed(array);
    memory.releaseClaimed(array);
    expect(memory.claim(array)).toBe(false);
    expect(memory.allocate(100)).toBe(array);
    expect(memory.allocate(100)).not.toBe(array);
  });

  it("ignores arrays of an earlier session", () => {
    const memory = new Recycler();
    const array = memory.allocate(100);
    memory.clear();
    memory.release(array);
    expect(memory.claim(array)).toBe(false);
    expect(memory.allocate(100)).not.toBe(array);
  });

  it("keeps all that was in use at the same time", () => {
    const memory = new Recycler();
    const arrays = Array.from({ length: 5 }, () => memory.allocate(2 ** 22));
    for (const array of arrays) memory.release(array);
    const again = Array.from({ length: 5 }, () => memory.allocate(2 ** 22));
    expect(new Set(again)).toEqual(new Set(arrays));
  });

  it("leaves arrays of other lengths to the garbage collector, so that it has no more than was in use", () => {
    const memory = new Recycler();
    const [short, long] = [2 ** 22, 10 * 2 ** 20]; // 16 MiB, 40 MiB
    const arrays = Array.from({ length: 5 }, () => memory.allocate(short));
    for (const array of arrays) memory.release(array);
    memory.allocate(long); // takes the place of three short ones
    const again = Array.from({ length: 3 }, () => memory.allocate(short));
    expect(again.filter((array) => arrays.includes(array))).toHaveLength(2);
  });

  it("allocates other memory if a function does so", () => {
    const memory = new Recycler((bytes) => new SharedArrayBuffer(bytes));
    for (const length of [1, 100, 2 ** 20]) {
      expect(memory.allocate(length).buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });
});

describe("freshMemory", () => {
  it("never returns the same memory twice", () => {
    const memory = freshMemory();
    const array = memory.allocate(10);
    memory.release(array);
    expect(memory.allocate(10)).not.toBe(array);
    expect(memory.claim(array)).toBe(false);
  });
});

it("overwrites what it keeps with zeros, when another session begins", () => {
  const memory = new Recycler();
  const arrays = [10, 10, 20_000].map((length) => memory.allocate(length).fill(7));
  const [used, ...released] = arrays;
  for (const array of released) memory.release(array);
  memory.clear();
  expect(released.every((array) => array.every((value) => value === 0))).toBe(true);
  expect(used!.every((value) => value === 7)).toBe(true);
  memory.release(used!); // belongs to the session before
  expect([memory.allocate(10), memory.allocate(10)]).not.toContain(used);
});

it("keeps no more than 64 MiB between sessions, in whole buffers", () => {
  const memory = new Recycler();
  // Two arrays share a buffer of 64 KiB.
  const arrays = Array.from({ length: 3000 }, () => memory.allocate(2 ** 13));
  // Those that are taken next are of many buffers.
  const mixed = arrays.toSorted((a, b) => a.byteOffset - b.byteOffset);
  for (const array of mixed) memory.release(array);
  memory.clear();
  const before = new Set(arrays);
  const kept = Array.from({ length: 3000 }, () => memory.allocate(2 ** 13)).filter((array) => before.has(array));
  expect(kept).toHaveLength(2048);
  expect(new Set(kept.map(({ buffer }) => buffer)).size).toBe(1024);
});
