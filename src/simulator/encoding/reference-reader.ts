import type { AcquisitionHeader } from "../../mrd/index.ts";
import { calibrationArea } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { ReadSamples } from "./line-reader.ts";
import type { Line } from "./order.ts";
import { firstCounters } from "./reference.ts";
import { lineAxis, partitionAxis, readoutAxis } from "./sampling.ts";

/**
 * Simulates the readouts of a separate or external calibration: the centre of k-space in readouts of their own length,
 * whose signal is that of the images times a factor.
 * @param kSpace `[slices][coils][partitions][line][readout]` complex, interleaved
 * @param addNoise see `noiseSource`
 */
export class ReferenceReader {
  readonly header: Pick<AcquisitionHeader, "numberOfSamples" | "centerSample">;
  readonly #kSpace: Float32Array;
  readonly #settings: PhantomSettings;
  readonly #addNoise: (data: Float32Array) => void;

  constructor(kSpace: Float32Array, settings: PhantomSettings, addNoise: (data: Float32Array) => void) {
    const { calibrationMatrix, matrix, oversampling } = settings;
    this.#kSpace = kSpace;
    this.#settings = settings;
    this.#addNoise = addNoise;
    const numberOfSamples = (calibrationMatrix || matrix) * oversampling;
    this.header = { numberOfSamples, centerSample: Math.floor(numberOfSamples / 2) };
  }

  /** A line of k-space with noise. */
  read({ slice, kspaceEncodeStep1, kspaceEncodeStep2 }: Line): ReadSamples {
    const { coils, partitions, calibrationScale } = this.#settings;
    const area = calibrationArea(this.#settings);
    const first = firstCounters(this.#settings);
    const [x, y, z] = [readoutAxis(this.#settings), lineAxis(this.#settings), partitionAxis(this.#settings)];
    const row = kspaceEncodeStep1 - first.line + area.y.first + y.dropped;
    const plane = kspaceEncodeStep2 - first.partition + area.z.first + z.dropped;
    const { numberOfSamples, centerSample } = this.header;
    const firstSample = Math.floor(x.full / 2) - centerSample;
    const data = new Float32Array(2 * numberOfSamples * coils);
    for (let coil = 0; coil < coils; coil++) {
      const from = (((slice * coils + coil) * partitions + plane) * y.full + row) * x.full + firstSample;
      const line = this.#kSpace.subarray(2 * from, 2 * (from + numberOfSamples));
      data.set(
        line.map((value) => calibrationScale * value),
        2 * numberOfSamples * coil,
      );
    }
    this.#addNoise(data);
    return { data, trajectory: this.#trajectory(row, plane) };
  }

  /** k-space coordinates on the grid of the images, as those of image lines. */
  #trajectory(row: number, plane: number): Float32Array<ArrayBuffer> {
    if (!this.#settings.coordinates) return new Float32Array(0);
    const place = (position: number, full: number) => (position - Math.floor(full / 2)) / full;
    const ky = place(row, lineAxis(this.#settings).full);
    const { partitions } = this.#settings;
    const kz = partitions > 1 ? [place(plane, partitions)] : [];
    const { numberOfSamples, centerSample } = this.header;
    const { full } = readoutAxis(this.#settings);
    const points = Array.from({ length: numberOfSamples }, (_, i) => [(i - centerSample) / full, ky, ...kz]);
    return Float32Array.from(points.flat());
  }
}
