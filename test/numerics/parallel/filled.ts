import { filledLines, fillLength, type GrappaFillWork, grappaFillTask } from "../../../src/numerics/parallel/index.ts";

/** k-space with the lines that `grappaFillTask` computes, `[images][coils][e2][e1][e0]` complex. */
export function filled(work: GrappaFillWork, data: Float32Array): Float32Array {
  const { shape, coils, images } = work;
  const lines = new Float32Array(fillLength(work)).fill(Number.NaN);
  grappaFillTask.run(work, data, lines);
  const result = data.slice();
  const [width, plane] = [2 * shape[0], shape[1] * shape[2]];
  let from = 0;
  for (const [image, filling] of images.entries()) {
    for (const line of filling ? filledLines(filling) : []) {
      for (let coil = 0; coil < coils; coil++, from += width) {
        result.set(lines.subarray(from, from + width), width * ((image * coils + coil) * plane + line));
      }
    }
  }
  return result;
}
