import type { KSpace } from "../../gadget-api/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";
import { imageLines } from "../sampling/index.ts";

/** Which images along n and s a reference consists of: all of them, averaged, or a single one; or each on its own. */
export interface ReferenceSelection {
  readonly n: "average" | "each" | number;
  readonly s: "average" | "each" | number;
}

/** Images of a k-space along one of its free dimensions, in groups that become one image each. */
function groupsOf(size: number, wanted: ReferenceSelection["n"]): number[][] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (wanted === "average") return [all];
  return wanted === "each" || wanted >= size ? all.map((i) => [i]) : [[wanted]];
}

/**
 * The average of a k-space over its free dimensions. Each line is divided by how often it was acquired. (Gadgetron
 * divides by the number of images instead, unless the calibration is interleaved, so that lines that some images lack
 * become weaker.)
 */
export function averageReference(kSpace: KSpace, { n, s }: ReferenceSelection): KSpace {
  const groupsN = groupsOf(kSpace.shape.n, n);
  const groupsS = groupsOf(kSpace.shape.s, s);
  if (groupsN.length === kSpace.shape.n && groupsS.length === kSpace.shape.s) return kSpace;
  const { e0, e1, e2, coils, slices } = kSpace.shape;
  const lines = e1 * e2;
  const length = 2 * e0 * lines * coils;
  const shape = { ...kSpace.shape, n: groupsN.length, s: groupsS.length };
  const images = slices * shape.s * shape.n;
  const samples = new Float32Array(length * images);
  const counts = new Uint32Array(lines * images);
  const headers = new Array<AcquisitionHeader | undefined>(lines * images).fill(undefined);
  const volume = new Float32Array(length / coils);
  let to = 0;
  for (let slice = 0; slice < slices; slice += 1) {
    for (const groupS of groupsS) {
      for (const groupN of groupsN) {
        const sum = samples.subarray(to * length, (to + 1) * length);
        const seen = counts.subarray(to * lines, (to + 1) * lines);
        for (const image of groupS.flatMap((each) =>
          groupN.map((i) => (slice * kSpace.shape.s + each) * kSpace.shape.n + i),
        )) {
          const own = imageLines(kSpace, image);
          for (let coil = 0; coil < coils; coil += 1) {
            kSpace.copyInto((image * coils + coil) * volume.length, volume);
            for (let i = 0; i < volume.length; i += 1) sum[coil * volume.length + i]! += volume[i]!;
          }
          for (let line = 0; line < lines; line += 1) {
            if (own.counts[line] === 0) continue;
            seen[line]! += 1;
            headers[to * lines + line] ??= own.headers[line];
          }
        }
        divideLines(sum, seen, 2 * e0);
        to += 1;
      }
    }
  }
  return kSpace.with({ shape, samples, counts, headers, discarded: new Uint32Array(images), missing: [] });
}

function divideLines(samples: Float32Array, counts: Uint32Array, width: number): void {
  for (let line = 0; line < samples.length / width; line += 1) {
    const count = counts[line % counts.length]!;
    if (count > 1) for (let i = line * width; i < (line + 1) * width; i += 1) samples[i]! /= count;
  }
}
