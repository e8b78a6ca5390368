import assert from "node:assert/strict";
import type { Bucket } from "../../src/gadget-api/index.ts";
import { bucket, type GadgetCase, readout } from "../../src/testing/index.ts";

const lines = (slice: number, ...scanCounters: number[]) =>
  bucket(scanCounters.map((scanCounter) => readout({ scanCounter, slice })));
const countersOf = (results: readonly unknown[]) =>
  results.map((result) => (result as Bucket).imaging.map(({ header }) => header.scanCounter));

export default [
  {
    name: "windows of two slices",
    parameters: { buckets: 2 },
    messages: [lines(0, 1, 2), lines(1, 3), lines(0, 4), lines(0, 5, 6), lines(1, 7)],
    check: (results) =>
      assert.deepEqual(countersOf(results), [
        [1, 2, 4],
        [4, 5, 6],
        [3, 7],
      ]),
    outputs: 3,
  },
  {
    name: "a window that is never full",
    parameters: { buckets: 3 },
    messages: [lines(0, 1), lines(0, 2)],
    check: (results) => assert.deepEqual(countersOf(results), [[1, 2]]),
    outputs: 1,
  },
] satisfies readonly GadgetCase[];
