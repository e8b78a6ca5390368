import type { KSpaceState } from "../../../src/viewer/api/index.ts";

const CALIBRATION = 128;
const COUNT = 127;

/** What a cell of the picture shows. */
export const LineKind = { missing: 0, filled: 1, repeated: 2, calibration: 3 } as const;

/** Lines as a picture, and how many there are of each kind. */
export interface Filling {
  readonly width: number;
  readonly height: number;
  /** `[height][width]` of {@link LineKind}. */
  readonly kinds: Uint8Array;
  readonly filled: number;
  readonly missing: number;
  readonly repeated: number;
  readonly calibration: number;
}

/**
 * Lines downwards; to the right, the partitions of the newest volume, or the images in the order in which they began.
 */
export function fillingOf({ e1, e2, frames, cells }: KSpaceState): Filling {
  const bytes = bytesOf(cells);
  const columns = e2 > 1 ? e2 : frames;
  const kinds = new Uint8Array(e1 * columns);
  const counts = { filled: 0, missing: 0, repeated: 0, calibration: 0 };
  for (let column = 0; column < columns; column += 1) {
    for (let line = 0; line < e1; line += 1) {
      const cell = bytes[column * e1 + line] ?? 0;
      const count = cell & COUNT;
      kinds[line * columns + column] =
        count === 0
          ? LineKind.missing
          : (cell & CALIBRATION) !== 0
            ? LineKind.calibration
            : count > 1
              ? LineKind.repeated
              : LineKind.filled;
      counts[count === 0 ? "missing" : "filled"] += 1;
      if (count > 1) counts.repeated += 1;
      if (count > 0 && (cell & CALIBRATION) !== 0) counts.calibration += 1;
    }
  }
  return { width: columns, height: e1, kinds, ...counts };
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
