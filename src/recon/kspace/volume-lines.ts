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
  const release = ({ samples: released }: StoredLine) => memory.releaseClaimed(released);
  const gathered = samples instanceof Float32Array || samples.grid === undefined ? kSpace.gather() : undefined;
  if (gathered !== undefined) {
    if (!memory.claim(gathered)) return undefined;
    const grid = GridLines.of({ ...shape, images }, gathered);
    const lines = Array.from({ length: images }, (_, image) => grid.storedLines(image));
    return { lines, release, end: () => memory.releaseClaimed(gathered) };
  }
  const grid = kSpace.grid();
  const lines = Array.from({ length: images }, (_, image) => grid.storedLines(image));
  if (!claimEach(lines, shape, memory)) return undefined;
  kSpace.release(memory);
  return { lines, release, end: () => {} };
}

/**
 * Takes lines away from their owners, and replaces those that may still be referenced elsewhere by copies.
 * @returns false, with the lines as they were, if all may be
 */
function claimEach(
  lines: readonly (StoredLine | undefined)[][],
  shape: KSpace["shape"],
  memory: SampleMemory,
): boolean {
  let hasClaimed = false;
  const others: { readonly image: (StoredLine | undefined)[]; readonly index: number; readonly line: StoredLine }[] =
    [];
  for (const image of lines) {
    for (const [index, line] of image.entries()) {
      if (line === undefined) continue;
      if (memory.claim(line.samples)) hasClaimed = true;
      else others.push({ image, index, line });
    }
  }
  if (!hasClaimed) return false;
  for (const { image, index, line } of others) image[index] = copied(line, shape, memory);
  return true;
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
