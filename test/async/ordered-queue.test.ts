import { describe, expect, it } from "vitest";
import { OrderedQueue } from "../../src/async/index.ts";

describe("OrderedQueue", () => {
  function made() {
    const emitted: string[] = [];
    return { emitted, queue: new OrderedQueue<string>((value) => void emitted.push(value)) };
  }

  it("emits results in the order of their positions, whichever is ready first", () => {
    const { emitted, queue } = made();
    const [a, b, c] = [queue.reserve(), queue.reserve(), queue.reserve()];
    c.fill("c");
    queue.drain();
    expect(emitted).toEqual([]);
    a.fill("a");
    queue.drain();
    expect(emitted).toEqual(["a"]);
    b.fill("b");
    queue.drain();
    expect(emitted).toEqual(["a", "b", "c"]);
  });

  it("emits nothing before it is drained, and nothing twice", () => {
    const { emitted, queue } = made();
    queue.reserve().fill("a");
    expect(emitted).toEqual([]);
    queue.drain();
    queue.drain();
    expect(emitted).toEqual(["a"]);
  });

  it("counts the positions whose results have not been emitted, set or not", () => {
    const { queue } = made();
    expect(queue.size).toBe(0);
    const [first, second] = [queue.reserve(), queue.reserve()];
    second.fill("b");
    expect(queue.size).toBe(2);
    first.fill("a");
    expect(queue.size).toBe(2);
    queue.drain();
    expect(queue.size).toBe(0);
  });

  it("returns the result that each position was set to", () => {
    const place = made().queue.reserve();
    expect(place.result).toBeUndefined();
    place.fill("a");
    expect(place.result).toEqual({ value: "a" });
  });

  it("accepts `undefined` as a result", () => {
    const emitted: unknown[] = [];
    const queue = new OrderedQueue<undefined>((value) => void emitted.push(value));
    queue.reserve().fill(undefined);
    queue.drain();
    expect(emitted).toEqual([undefined]);
  });

  it("keeps the order if a consumer adds results and drains again", () => {
    const emitted: string[] = [];
    const queue: OrderedQueue<string> = new OrderedQueue((value) => {
      emitted.push(value);
      if (value === "a") queue.reserve().fill("c");
      queue.drain();
    });
    for (const value of ["a", "b"]) queue.reserve().fill(value);
    queue.drain();
    expect(emitted).toEqual(["a", "b", "c"]);
    expect(queue.size).toBe(0);
  });

  it("discards all positions when cleared, and returns their number", () => {
    const { emitted, queue } = made();
    const late = queue.reserve();
    queue.reserve().fill("b");
    expect(queue.clear()).toBe(2);
    expect(queue.size).toBe(0);
    late.fill("a");
    queue.drain();
    expect(emitted).toEqual([]);
    expect(queue.clear()).toBe(0);
  });
});
