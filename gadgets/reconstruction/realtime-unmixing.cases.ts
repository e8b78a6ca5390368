import type { KSpace } from "../../src/gadget-api/index.ts";
import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

/** Every second line of 24, from a line on. */
function frame(offset: number, seed: number): KSpace {
  const whole = kSpace({ e1: 24 }, seed);
  const samples = whole.gather().slice();
  const isAcquired = (row: number) => row % 2 === offset;
  for (let line = 0; line < 48; line += 1) if (!isAcquired(line % 24)) samples.fill(0, 32 * line, 32 * (line + 1));
  return whole.with({
    samples,
    counts: Uint32Array.from({ length: 24 }, (_, row) => Number(isAcquired(row))),
    headers: whole.headers.map((header, row) => (isAcquired(row) ? header : undefined)),
    acceleration: [2, 1],
    missing: [{ kind: "aliased", text: "aliased: 12 of 24 lines were acquired" }],
  });
}

export default [
  {
    name: "alternating lattices",
    messages: [buffer(frame(0, 1)), buffer(frame(1, 2)), buffer(frame(0, 3))],
    outputs: 3,
    parameters: { overlapping: true },
  },
  {
    name: "a reference, and complete data",
    messages: [buffer(frame(1, 2), { reference: kSpace({ e1: 24 }, 4) }), buffer(kSpace({ e1: 24 }))],
    outputs: 2,
    parameters: { weights: "first", kernelE0: 3, kernelE1: 2 },
  },
] satisfies readonly GadgetCase[];
