import { type Direction, type LineTransform, requireLines } from "./line-transform.ts";
import { heapStretches, SimdPlan } from "./pffft.ts";
import { shiftIn, shiftOut } from "./shift.ts";

/** Lengths that pffft transforms itself. */
export class SimdTransform implements LineTransform {
  readonly length: number;
  readonly #plan: SimdPlan;

  constructor(length: number) {
    this.length = length;
    this.#plan = SimdPlan.of(length);
  }

  transform(direction: Direction, source: Float32Array, target: Float32Array, count: number): void {
    requireLines(this.length, source, target, count);
    const scale = 1 / Math.sqrt(this.length);
    const [input, output, work] = heapStretches(this.length, 3);
    for (let line = 0; line < count; line++) {
      const offset = 2 * this.length * line;
      shiftIn(source, offset, input!, this.length);
      this.#plan.transform(direction, input!, output!, work!);
      shiftOut(output!, target, offset, this.length, scale);
    }
  }
}
