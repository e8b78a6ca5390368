import { copyRange, type Scattered } from "../../numerics/cartesian/index.ts";

/** Arrays one after another, which are copied when they are read. */
export function sequence(parts: readonly (Float32Array | Scattered)[]): Scattered {
  return {
    length: parts.reduce((sum, { length }) => sum + length, 0),
    copy(start, target) {
      let first = 0;
      for (const part of parts) {
        const from = Math.max(start, first);
        const to = Math.min(start + target.length, first + part.length);
        if (from < to) copyRange(part, from - first, target.subarray(from - start, to - start));
        first += part.length;
      }
    },
  };
}
