import { describe, expect, it, vi } from "vitest";
import { prepareMemory } from "../../src/app/serving/process-memory.ts";
import type { Encoding } from "../../src/mrd/index.ts";
import { encodingOf } from "../support/messages.ts";

const headerWith = (...matrices: readonly { readonly y: number; readonly z: number }[]) => ({
  encoding: matrices.map((matrix) => {
    const encoding = encodingOf();
    return { ...encoding, encodedSpace: { ...encoding.encodedSpace, matrixSize: { x: 128, ...matrix } } } as Encoding;
  }),
});

describe("prepareMemory", () => {
  it.each([
    ["a slice", [{ y: 8192, z: 1 }], 0],
    ["a small volume", [{ y: 64, z: 64 }], 0],
    ["a large volume", [{ y: 128, z: 128 }], 1],
    [
      "a large volume among others",
      [
        { y: 128, z: 1 },
        { y: 65, z: 64 },
      ],
      1,
    ],
  ] as const)("for %s, collects garbage if that is worth it", (_, matrices, times) => {
    const collect = vi.fn();
    prepareMemory(headerWith(...matrices), collect);
    expect(collect).toHaveBeenCalledTimes(times);
  });
});
