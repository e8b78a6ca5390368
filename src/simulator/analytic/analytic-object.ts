import { transformAxis } from "../../numerics/fft/index.ts";
import type { PhantomObject } from "../object/object.ts";
import type { PhantomSettings } from "../options/options.ts";
import { type CoilSeries, coilSeries, seriesMaps, uniformSeries } from "./coil-series.ts";
import { ObjectSpectrum } from "./object-spectrum.ts";

/**
 * The ground truth of a measurement along a trajectory: the object and its coil images as far as they are sampled, within
 * |k| < ½ cycle per pixel of a plane or a volume; of a stack, within that radius in each partition.
 */
export function analyticObject(settings: PhantomSettings): PhantomObject {
  const { matrix, matrixY, partitions } = settings;
  const series = coilSeries(settings);
  return {
    image: bandLimited(settings, uniformSeries),
    sensitivities: seriesMaps(series, [matrix, matrixY, series.withHeight ? partitions : 1]),
    coilImages: bandLimited(settings, series),
  };
}

/** `[slices][coils][partitions][y][x]` complex, interleaved. */
function bandLimited(settings: PhantomSettings, series: CoilSeries): Float32Array<ArrayBuffer> {
  const { matrix, matrixY, partitions, slices } = settings;
  const { cells, points } = sampledCells(settings);
  const pixels = matrix * matrixY * partitions;
  const images = new Float32Array(2 * pixels * series.coils * slices);
  for (let slice = 0; slice < slices; slice += 1) {
    const data = new ObjectSpectrum(settings, slice, series).measure(points);
    for (let coil = 0, from = 0; coil < series.coils; coil += 1) {
      const first = (slice * series.coils + coil) * pixels;
      for (const cell of cells) {
        images[2 * (first + cell)] = data[from++]!;
        images[2 * (first + cell) + 1] = data[from++]!;
      }
    }
  }
  const shape = [matrix, matrixY, partitions, series.coils * slices];
  for (const axis of [0, 1, 2]) if (shape[axis]! > 1) transformAxis(images, shape, axis, "inverse");
  return images;
}

/** The cells of the encoded grid that are sampled: their indices and coordinates. */
function sampledCells({ matrix, matrixY, partitions, trajectory }: PhantomSettings) {
  const cells: number[] = [];
  const points: number[] = [];
  const isVolume = partitions > 1;
  for (let cell = 0; cell < matrix * matrixY * partitions; cell += 1) {
    const x = gridPosition(cell % matrix, matrix);
    const y = gridPosition(Math.floor(cell / matrix) % matrixY, matrixY);
    const z = gridPosition(Math.floor(cell / (matrix * matrixY)), partitions);
    if (Math.hypot(x, y, trajectory === "koosh-ball" ? z : 0) >= 0.5) continue;
    cells.push(cell);
    points.push(x, y, ...(isVolume ? [z] : []));
  }
  return { cells, points };
}

/** Position on a grid that is centred at floor(count / 2), in cycles per pixel. */
function gridPosition(index: number, count: number): number {
  return (index - Math.floor(count / 2)) / count;
}
