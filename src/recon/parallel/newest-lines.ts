import type { KSpace } from "../../gadget-api/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";
import { type CalibrationBlock, calibrationBlock, imageLines } from "../sampling/index.ts";

/** Lines and partitions about the k-space centre that are kept: more do not improve the weights. */
const KEPT_LINES = 40;
/** A slice that was moved or turned by more, as in interactive scans, has other coil sensitivities. */
const MOST_MOVED_MM = 10;
const LEAST_COSINE = Math.cos((10 * Math.PI) / 180);

interface Composite {
  /** The rows of the image's grid that it has. */
  readonly rows1: { readonly first: number; readonly count: number };
  readonly rows2: { readonly first: number; readonly count: number };
  /** `[coils][rows2][rows1][e0]` complex. */
  readonly samples: Float32Array;
  readonly counts: Uint32Array;
  readonly headers: (AcquisitionHeader | undefined)[];
  readonly position: AcquisitionHeader;
}

/** What the lines of a slice are after some more of them. */
interface AddedLines {
  /** The largest block of all lines so far. */
  readonly block: () => CalibrationBlock | undefined;
  /** Whether a position is new. */
  readonly grew: boolean;
  /** Whether the slice was moved, so that lines from before are no longer used. */
  readonly moved: boolean;
}

/**
 * The newest line at each position about the k-space centre, of images that differ in repetition or average only. If
 * their lattices are interleaved, the lines of one cycle are a calibration (TGRAPPA: Breuer et al., Magn Reson Med
 * 53:981, 2005).
 */
export class NewestLines {
  readonly #composites = new Map<string, Composite>();
  #bytes = 0;

  /** Memory of all samples. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether it has lines of this image. */
  has(encoding: number, header: AcquisitionHeader): boolean {
    return this.#composites.has(keyOf(encoding, header));
  }

  /** Releases the lines of an image. */
  forget(encoding: number, header: AcquisitionHeader): void {
    const key = keyOf(encoding, header);
    this.#bytes -= this.#composites.get(key)?.samples.byteLength ?? 0;
    this.#composites.delete(key);
  }

  /**
   * Adds the lines of an image.
   * @param image index of the image, `[slices][s][n]`
   */
  add(imaging: KSpace, image: number, encoding: number, header: AcquisitionHeader): AddedLines {
    const { e0, e1, e2, coils } = imaging.shape;
    const { composite, moved } = this.#compositeFor(imaging, encoding, header);
    const { rows1, rows2, samples, counts, headers } = composite;
    const own = imageLines(imaging, image);
    const plane = rows1.count * rows2.count;
    const rows = new Float32Array(2 * e0 * rows1.count);
    const rowOf = (line: number) =>
      (rows2.first + Math.floor(line / rows1.count)) * e1 + rows1.first + (line % rows1.count);
    for (let coil = 0; coil < coils; coil += 1) {
      for (let line = 0; line < plane; line += 1) {
        const from = rowOf(line);
        const row = line % rows1.count;
        if (row === 0) imaging.copyInto(2 * e0 * ((image * coils + coil) * e1 * e2 + from), rows);
        if (own.counts[from] === 0) continue;
        samples.set(rows.subarray(2 * e0 * row, 2 * e0 * (row + 1)), 2 * e0 * (coil * plane + line));
      }
    }
    let grew = false;
    for (let line = 0; line < plane; line += 1) {
      const from = rowOf(line);
      if (own.counts[from] === 0) continue;
      grew ||= counts[line] === 0;
      counts[line] = own.counts[from]!;
      headers[line] = own.headers[from];
    }
    const kept = imaging.with({
      ...{ samples, counts, headers, discarded: new Uint32Array(1), missing: [] },
      shape: { ...imaging.shape, e1: rows1.count, e2: rows2.count, n: 1, s: 1, slices: 1 },
      e1: { first: 0, last: rows1.count - 1, center: imaging.e1.center - rows1.first },
      e2: { first: 0, last: rows2.count - 1, center: imaging.e2.center - rows2.first },
    });
    return { block: () => calibrationBlock(kept, 0), grew, moved };
  }

  #compositeFor(imaging: KSpace, encoding: number, header: AcquisitionHeader) {
    const { e0, coils } = imaging.shape;
    const rows1 = centralRows(imaging.shape.e1, imaging.e1.center);
    const rows2 = centralRows(imaging.shape.e2, imaging.e2.center);
    const plane = rows1.count * rows2.count;
    const key = keyOf(encoding, header);
    const known = this.#composites.get(key);
    const moved = known !== undefined && isMoved(known.position, header);
    if (known?.samples.length === 2 * e0 * plane * coils && !moved) return { composite: known, moved };
    this.forget(encoding, header);
    const composite: Composite = {
      ...{ rows1, rows2, position: header },
      samples: new Float32Array(2 * e0 * plane * coils),
      counts: new Uint32Array(plane),
      headers: new Array<AcquisitionHeader | undefined>(plane).fill(undefined),
    };
    this.#composites.set(key, composite);
    this.#bytes += composite.samples.byteLength;
    return { composite, moved };
  }
}

function centralRows(size: number, center: number) {
  const first = Math.max(0, Math.min(center - KEPT_LINES / 2, size - KEPT_LINES));
  return { first, count: Math.min(size, KEPT_LINES) };
}

function isMoved(before: AcquisitionHeader, now: AcquisitionHeader): boolean {
  const distance = Math.hypot(...now.position.map((place, axis) => place - before.position[axis]!));
  const isTurned = (["readDir", "phaseDir", "sliceDir"] as const).some((name) => {
    const cosine = now[name].reduce((sum, value, axis) => sum + value * before[name][axis]!, 0);
    return before[name].some((value) => value !== 0) && cosine < LEAST_COSINE;
  });
  return distance > MOST_MOVED_MM || isTurned;
}

function keyOf(encoding: number, { slice, contrast, set, phase }: AcquisitionHeader): string {
  return [encoding, slice, contrast, set, phase].join(" ");
}
