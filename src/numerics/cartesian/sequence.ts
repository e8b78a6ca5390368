import { type GridLayout, GridLines } from "./grid-lines.ts";
import { copyRange, type Scattered, type ScatteredParts } from "./scattered.ts";

/** Of each part: the number of its arrays, and how they make up {@link GridLines} if they are not one array. */
interface SequenceLayout {
  readonly counts: readonly number[];
  readonly grids: readonly (GridLayout | undefined)[];
}

/** Arrays one after another, which are copied when they are read. */
export class Sequence implements Scattered {
  readonly length: number;
  readonly #parts: readonly (Float32Array | Scattered)[];

  constructor(parts: readonly (Float32Array | Scattered)[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, { length }) => sum + length, 0);
  }

  /** From `parts()`, on another thread. */
  static assemble({ counts, grids }: SequenceLayout, arrays: readonly Float32Array[]): Sequence {
    let from = 0;
    const parts = counts.map((count, i) => {
      const own = arrays.slice(from, from + count);
      from += count;
      const grid = grids[i];
      return grid === undefined ? own[0]! : GridLines.assemble(grid, own);
    });
    return new Sequence(parts);
  }

  parts(): ScatteredParts {
    const all = this.#parts.map((part) => {
      const { layout, arrays } = part instanceof Float32Array ? wholly(part) : (part.parts?.() ?? wholly(copied(part)));
      return { layout: layout as GridLayout | undefined, arrays };
    });
    const layout: SequenceLayout = {
      counts: all.map(({ arrays }) => arrays.length),
      grids: all.map((part) => part.layout),
    };
    return { layout, arrays: all.flatMap(({ arrays }) => arrays) };
  }

  copy(start: number, target: Float32Array): void {
    let first = 0;
    for (const part of this.#parts) {
      const from = Math.max(start, first);
      const to = Math.min(start + target.length, first + part.length);
      if (from < to) copyRange(part, from - first, target.subarray(from - start, to - start));
      first += part.length;
    }
  }
}

function wholly(array: Float32Array): ScatteredParts {
  return { layout: undefined, arrays: [array] };
}

function copied(part: Scattered): Float32Array {
  const copy = new Float32Array(part.length);
  part.copy(0, copy);
  return copy;
}
