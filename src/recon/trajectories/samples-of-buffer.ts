import type { KSpace, ReconBuffer, SampleSet } from "../../gadget-api/index.ts";
import type { Encoding } from "../../mrd/index.ts";
import { kSpaceArray } from "../kspace/index.ts";
import { acquiredSamples, imageCount, imageLines } from "../sampling/index.ts";

/**
 * The acquired samples of each image of a buffer, with their coordinates and with cells of the grid as density weights:
 * the images that gridding makes of them are those of the buffer. Images without lines are left out.
 */
export function samplesOfBuffer(buffer: ReconBuffer, { encodedSpace }: Encoding): SampleSet[] {
  const { imaging, encoding } = buffer;
  const { data: kSpace } = kSpaceArray(imaging);
  const { x, y, z } = encodedSpace.fieldOfViewMm;
  return Array.from({ length: imageCount(imaging) }, (_, image) => acquiredLines(imaging, image)).flatMap(
    (lines, image) =>
      lines.length === 0
        ? []
        : [
            {
              kind: "samples",
              encoding,
              matrix: [imaging.shape.e0, imaging.shape.e1, imaging.shape.e2],
              fieldOfViewMm: [x, y, z],
              ...samplesOfLines(imaging, kSpace, image, lines),
              attributes: {},
            },
          ],
  );
}

type Line = ReturnType<typeof acquiredLines>[number];

function acquiredLines(kSpace: KSpace, image: number) {
  const { counts, headers } = imageLines(kSpace, image);
  return headers.flatMap((header, line) => {
    if (header === undefined || counts[line] === 0) return [];
    const { first, last } = acquiredSamples(header, kSpace.shape.e0);
    return [{ header, line, first, samples: last - first + 1 }];
  });
}

function samplesOfLines({ shape }: KSpace, kSpace: Float32Array, image: number, lines: readonly Line[]) {
  const { e0, e1, e2, coils } = shape;
  const dimensions: 2 | 3 = e2 > 1 ? 3 : 2;
  const total = lines.reduce((sum, { samples }) => sum + samples, 0);
  const data = new Float32Array(2 * coils * total);
  const trajectory = new Float32Array(dimensions * total);
  let at = 0;
  for (const { line, first, samples } of lines) {
    for (let coil = 0; coil < coils; coil += 1) {
      const from = 2 * (((image * coils + coil) * e2 * e1 + line) * e0 + first);
      data.set(kSpace.subarray(from, from + 2 * samples), 2 * (coil * total + at));
    }
    for (let i = first; i < first + samples; i += 1, at += 1) {
      const point = [frequency(i, e0), frequency(line % e1, e1), frequency(Math.floor(line / e1), e2)];
      trajectory.set(point.slice(0, dimensions), dimensions * at);
    }
  }
  const density = new Float32Array(total).fill(1 / (e0 * e1 * e2));
  return { data, coils, trajectory, dimensions, density, readouts: lines };
}

/** The frequency of a row of a grid, in cycles per pixel. */
function frequency(row: number, size: number): number {
  return (row - Math.floor(size / 2)) / size;
}
