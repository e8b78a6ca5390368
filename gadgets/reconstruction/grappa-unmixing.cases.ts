import type { KSpace } from "../../src/gadget-api/index.ts";
import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

const missing = [{ kind: "aliased", text: "aliased: 12 of 24 lines were acquired" }] as const;

/** Some lines of 24. */
function undersampled(isAcquired: (row: number) => boolean, seed = 1): KSpace {
  const whole = kSpace({ e1: 24 }, seed);
  const samples = whole.gather().slice();
  for (let line = 0; line < 48; line += 1) if (!isAcquired(line % 24)) samples.fill(0, 32 * line, 32 * (line + 1));
  return whole.with({
    samples,
    counts: Uint32Array.from({ length: 24 }, (_, row) => Number(isAcquired(row))),
    headers: whole.headers.map((header, row) => (isAcquired(row) ? header : undefined)),
    acceleration: [2, 1],
    missing,
  });
}

const isLattice = (row: number) => row % 2 === 0;
const isCenter = (row: number) => row >= 6 && row < 18;

export default [
  {
    name: "a reference, and data that bring none, with maps",
    messages: [
      buffer(undersampled(isLattice), { reference: undersampled(isCenter, 3) }),
      buffer(undersampled(isLattice, 2)),
    ],
    outputs: 6,
    parameters: { kernelE0: 3, kernelE1: 2, maps: ["g", "snr"], center: "block" },
  },
  {
    name: "complete data",
    messages: [buffer(kSpace({}, 2))],
    outputs: 1,
    parameters: { weights: "first", fit: "missing", scaling: "signal", n: "each", s: 0, coils: 1 },
  },
] satisfies readonly GadgetCase[];
