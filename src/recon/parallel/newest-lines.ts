import type { KSpace } from "../../gadget-api/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";
import { type CalibrationBlock, calibrationBlock, imageLines } from "../sampling/index.ts";

interface Composite {
  readonly samples: Float32Array;
  readonly counts: Uint32Array;
  readonly headers: (AcquisitionHeader | undefined)[];
}

/**
 * The newest line at each position, of images that differ in repetition or average only. If their lattices are
 * interleaved, the lines of one cycle are a calibration (TGRAPPA: Breuer et al., Magn Reson Med 53:981, 2005).
 */
export class NewestLines {
  readonly #composites = new Map<string, Composite>();

  /** Whether it has lines of this image. */
  has(encoding: number, header: AcquisitionHeader): boolean {
    return this.#composites.has(keyOf(encoding, header));
  }

  /**
   * Adds the lines of an image.
   * @param image index of the image, `[slices][s][n]`
   * @returns the largest block of all lines so far, and whether a position is new
   */
  add(
    imaging: KSpace,
    image: number,
    encoding: number,
    header: AcquisitionHeader,
  ): { block: CalibrationBlock | undefined; grew: boolean } {
    const { e0, e1, e2, coils } = imaging.shape;
    const plane = e1 * e2;
    const key = keyOf(encoding, header);
    let composite = this.#composites.get(key);
    if (composite?.samples.length !== 2 * e0 * plane * coils) {
      const headers = new Array<AcquisitionHeader | undefined>(plane).fill(undefined);
      composite = { samples: new Float32Array(2 * e0 * plane * coils), counts: new Uint32Array(plane), headers };
      this.#composites.set(key, composite);
    }
    const { samples, counts, headers } = composite;
    const own = imageLines(imaging, image);
    const volume = new Float32Array(2 * e0 * plane);
    let grew = false;
    for (let coil = 0; coil < coils; coil += 1) {
      imaging.copyInto((image * coils + coil) * volume.length, volume);
      for (let line = 0; line < plane; line += 1) {
        if (own.counts[line] === 0) continue;
        samples.set(volume.subarray(2 * e0 * line, 2 * e0 * (line + 1)), 2 * e0 * (coil * plane + line));
        grew ||= counts[line] === 0;
        if (coil === coils - 1) counts[line] = own.counts[line]!;
        headers[line] = own.headers[line];
      }
    }
    const shape = { ...imaging.shape, n: 1, s: 1, slices: 1 };
    const changes = { shape, samples, counts, headers, discarded: new Uint32Array(1), missing: [] };
    return { block: calibrationBlock(imaging.with(changes), 0), grew };
  }
}

function keyOf(encoding: number, { slice, contrast, set, phase }: AcquisitionHeader): string {
  return [encoding, slice, contrast, set, phase].join(" ");
}
