import type { KSpace } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { GridLines, type StoredLine } from "../../numerics/cartesian/index.ts";

/** The lines of volumes, in memory that may be changed. */
export interface VolumeLines {
  /** By image, `[e2][e1]`; `undefined` for lines that are zero. */
  readonly lines: readonly (StoredLine | undefined)[][];
  /** Releases a line that is no longer needed. */
  release(line: StoredLine): void;
  /** Releases what lines share. */
  end(): void;
}

/**
 * Takes the samples of a k-space away from it, so that they can be transformed where they are; the k-space must not be
 * used for anything but its description afterwards.
 * @returns `undefined`, with the k-space as it was, if its samples may still be referenced elsewhere
 */
export function takeLines(kSpace: KSpace, memory: SampleMemory): VolumeLines | undefined {
  if (!memory.recycles) return undefined;
  const { samples, shape } = kSpace;
  const images = shape.n * shape.s * shape.slices;
  const release = ({ samples: released }: StoredLine) => memory.release(released);
  const gathered = samples instanceof Float32Array || samples.grid === undefined ? kSpace.gather() : undefined;
  if (gathered !== undefined) {
    const own = memory.transfer(gathered);
    if (own === undefined) return undefined;
    const grid = GridLines.of({ ...shape, images }, own);
    const lines = Array.from({ length: images }, (_, image) => grid.storedLines(image));
    return { lines, release, end: () => memory.release(own) };
  }
  const grid = kSpace.grid();
  const stored = Array.from({ length: images }, (_, image) => grid.storedLines(image));
  const owned = stored.map((lines) => lines.map((line) => line && ownLine(line, memory)));
  if (!owned.some((lines) => lines.some((line) => line !== undefined))) return undefined;
  const lines = owned.map((all, image) =>
    all.map((line, i) => {
      const original = stored[image]![i];
      return line ?? (original && copied(original, shape, memory));
    }),
  );
  kSpace.release(memory);
  return { lines, release, end: () => {} };
}

/** The same line without its former owner; `undefined` if it may still be referenced elsewhere. */
function ownLine({ samples, from, stride }: StoredLine, memory: SampleMemory): StoredLine | undefined {
  const own = memory.transfer(samples);
  return own && { samples: own, from, stride };
}

function copied(
  { samples, from, stride }: StoredLine,
  { e0, coils }: KSpace["shape"],
  memory: SampleMemory,
): StoredLine {
  const copy = memory.allocate(2 * e0 * coils);
  for (let coil = 0; coil < coils; coil += 1) {
    const start = 2 * (from + coil * stride);
    copy.set(samples.subarray(start, start + 2 * e0), 2 * e0 * coil);
  }
  return { samples: copy, from: 0, stride: e0 };
}
