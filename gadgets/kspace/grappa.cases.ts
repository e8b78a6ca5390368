import type { KSpace } from "../../src/gadget-api/index.ts";
import { buffer, type GadgetCase, kSpace } from "../../src/testing/index.ts";

const missing = [{ kind: "aliased", text: "aliased: 16 of 24 lines were acquired" }] as const;

/** Every second line of 24, and all of 8 to 15. */
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
const isCenter = (row: number) => row >= 8 && row < 16;

export default [
  {
    name: "embedded calibration, and data that are complete",
    messages: [buffer(undersampled((row) => isLattice(row) || isCenter(row))), buffer(kSpace({}, 2))],
    outputs: 2,
  },
  {
    name: "a reference, and data that bring none",
    messages: [
      buffer(undersampled(isLattice), { reference: undersampled(isCenter, 3) }),
      buffer(undersampled(isLattice, 2)),
    ],
    outputs: 2,
    parameters: { kernelE1: 2, lambda: 0.01, weights: "first" },
  },
  {
    name: "no calibration",
    messages: [buffer(undersampled(isLattice))],
    outputs: 1,
    parameters: { unfold: "possible" },
  },
  { name: "off", messages: [buffer(undersampled(isLattice))], outputs: 1, parameters: { unfold: "off" } },
] satisfies readonly GadgetCase[];
