import { planeZ } from "../object/geometry.ts";
import { ellipsesAt, ellipsoids } from "../object/shepp-logan.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { CoilSeries } from "./coil-series.ts";
import { MomentSpectrum } from "./moment-spectrum.ts";

/**
 * The exact transform of the object times coil sensitivities, with the scale of a unitary transform of the encoded
 * matrix: of its ellipsoids in a volume, and in a slice of the ellipses in which the slice cuts them.
 */
export class ObjectSpectrum {
  readonly #series: CoilSeries;
  readonly #spectrum: MomentSpectrum;
  /** Pixels along each axis, half of which are a unit of the object's coordinates. */
  readonly #matrix: readonly number[];
  readonly #scale: number;

  constructor(settings: PhantomSettings, slice: number, series: CoilSeries) {
    const { matrix, matrixY, partitions } = settings;
    const isVolume = partitions > 1;
    const shapes = isVolume ? ellipsoids : ellipsesAt(planeZ(settings, slice));
    this.#series = series;
    this.#spectrum = new MomentSpectrum(shapes, isVolume ? 3 : 2, series.degree, series.withHeight);
    this.#matrix = isVolume ? [matrix, matrixY, partitions] : [matrix, matrixY];
    this.#scale = this.#matrix.reduce((product, pixels) => (product * Math.sqrt(pixels)) / 2, 1);
  }

  /**
   * @param points `[samples][2]`, in a volume `[samples][3]`, in cycles per pixel
   * @returns `[coils][samples]` complex, interleaved
   */
  measure(points: ArrayLike<number>): Float32Array<ArrayBuffer> {
    const [halfX, halfY, halfZ] = this.#matrix.map((pixels) => pixels / 2);
    const dimensions = this.#matrix.length;
    const samples = points.length / dimensions;
    const data = new Float32Array(2 * this.#series.coils * samples);
    for (let sample = 0, at = 0; sample < samples; sample += 1, at += dimensions) {
      const z = halfZ === undefined ? 0 : points[at + 2]! * halfZ;
      const moments = this.#spectrum.at(points[at]! * halfX!, points[at + 1]! * halfY!, z);
      this.#receive(moments, data, sample, samples);
    }
    return data;
  }

  /** The sums of a sample's moments, weighted by each coil's coefficients. */
  #receive(moments: Float64Array, data: Float32Array, sample: number, samples: number): void {
    const { coils, coefficients } = this.#series;
    for (let coil = 0, from = 0; coil < coils; coil += 1) {
      let [re, im] = [0, 0];
      for (let at = 0; at < moments.length; at += 2, from += 2) {
        re += moments[at]! * coefficients[from]! - moments[at + 1]! * coefficients[from + 1]!;
        im += moments[at]! * coefficients[from + 1]! + moments[at + 1]! * coefficients[from]!;
      }
      data[2 * (coil * samples + sample)] = this.#scale * re;
      data[2 * (coil * samples + sample) + 1] = this.#scale * im;
    }
  }
}
