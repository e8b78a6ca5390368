import { describe, expect, it } from "vitest";
import { partialFourierTask, sampledRows } from "../../../src/numerics/cartesian/index.ts";
import { randomComplex } from "../reference.ts";

describe("sampledRows", () => {
  const rows = (size: number, first: number, last: number, acceleration = 1) =>
    sampledRows({
      shape: { e1: size, e2: 1 },
      e1: { first, last },
      e2: { first: 0, last: 0 },
      acceleration: [acceleration, 1],
      counts: Array.from({ length: size }, (_, row) => (row >= first && row <= last ? 1 : 0)),
    })[0];

  it.each([
    { size: 8, first: 0, last: 7, partial: false },
    { size: 9, first: 0, last: 8, partial: false },
    { size: 8, first: 1, last: 7, partial: false },
    { size: 8, first: 0, last: 6, partial: true },
    { size: 8, first: 2, last: 7, partial: true },
    { size: 8, first: 3, last: 7, partial: true },
    { size: 9, first: 1, last: 8, partial: true },
    { size: 9, first: 2, last: 8, partial: true },
    { size: 8, first: 0, last: 6, acceleration: 2, partial: false },
    { size: 8, first: 0, last: 5, acceleration: 2, partial: true },
    { size: 1, first: 0, last: 0, partial: false },
  ])("of $size, $first to $last with acceleration $acceleration: $partial", (given) => {
    const { size, first, last, acceleration, partial } = given;
    expect(rows(size, first, last, acceleration)).toEqual({ size, first, last, partial });
  });
});

describe("runPartialFourier", () => {
  const work = {
    shape: [4, 8, 2],
    rows: [
      { size: 8, first: 3, last: 7, partial: true },
      { size: 2, first: 0, last: 1, partial: false },
    ],
    count: 2,
    readout: "k-space",
    method: "pocs",
    iterations: 6,
    threshold: 0.01,
    taper: 0.15,
  } as const;
  const data = randomComplex(128, 1);

  it.each([
    ["volumes of another size", work, data.subarray(2), 256, "shape-mismatch"],
    ["a result of another size", work, data, 254, "shape-mismatch"],
    ["a count that is none", { ...work, count: 1.5 }, data, 256, "bad-length"],
    [
      "a centre that was not sampled",
      { ...work, rows: [{ ...work.rows[0], first: 5 }, work.rows[1]] as const },
      data,
      256,
      "bad-argument",
    ],
  ])("refuses %s", (_name, given, input, length, code) => {
    const refusal = expect.objectContaining({ name: "NumericsError", code });
    expect(() => partialFourierTask.run(given, input, new Float32Array(length))).toThrow(refusal);
  });

  it("does nothing to no volumes", () => {
    partialFourierTask.run({ ...work, count: 0 }, new Float32Array(0), new Float32Array(0));
  });
});
