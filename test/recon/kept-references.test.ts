import { describe, expect, it } from "vitest";
import { heldBytes, KeptReferences } from "../../src/recon/buckets/index.ts";
import { readout } from "../support/messages.ts";

const group = (encodingSpaceRef: number, slice: number, count = 2) =>
  Array.from({ length: count }, () => readout({ encodingSpaceRef, slice }));

describe("kept references", () => {
  it("are those of a slice, of the same encoding if there is one, and each is taken once", () => {
    const kept = new KeptReferences(Number.POSITIVE_INFINITY);
    const [own, other, elsewhere] = [group(0, 3), group(1, 3), group(0, 13)];
    for (const each of [own, other, elsewhere]) kept.keep(each);
    expect(kept.unused).toBe(6);
    expect(kept.take(0, new Set([3]))).toEqual(own);
    expect(kept.take(0, new Set([3]))).toEqual(other);
    expect(kept.take(0, new Set([3]))).toBeUndefined();
    expect(kept.unused).toBe(2);
  });

  it("are those of all slices of an image, of one encoding, however they came", () => {
    const kept = new KeptReferences(Number.POSITIVE_INFINITY);
    const [first, second, third, other] = [group(1, 0), group(1, 1), group(1, 2), group(2, 1)];
    kept.keep([...second, ...first]);
    kept.keep(third);
    kept.keep(other);
    expect(kept.take(0, new Set([1]))).toEqual(other);
    expect(kept.take(0, new Set([0, 1, 2, 7]))).toEqual([...second, ...first, ...third]);
    expect(kept.unused).toBe(0);
  });

  it("are the newest ones, and the others count as unused", () => {
    const kept = new KeptReferences(Number.POSITIVE_INFINITY);
    const newest = group(0, 0, 3);
    kept.keep(group(0, 0, 2));
    kept.keep(newest);
    expect(kept.unused).toBe(5);
    expect(kept.take(0, new Set([0]))).toEqual(newest);
    expect(kept.unused).toBe(2);
  });

  it("take no more memory than they may: the oldest are left out", () => {
    const bytes = heldBytes(readout({}));
    const kept = new KeptReferences(5 * bytes);
    const slices = [group(0, 0), group(0, 1), group(0, 2)];
    for (const each of slices) kept.keep(each);
    expect(kept.take(0, new Set([0]))).toBeUndefined();
    expect(kept.take(0, new Set([1]))).toEqual(slices[1]);
    expect(kept.take(0, new Set([2]))).toEqual(slices[2]);
    expect(kept.unused).toBe(2);
    kept.keep(group(0, 0, 6));
    expect(kept.take(0, new Set([0]))).toBeUndefined();
    expect(kept.unused).toBe(8);
  });
});
