import type { AcquisitionHeader } from "../../mrd/index.ts";
import {
  delayedPoints,
  type Trajectory,
  trajectoryDimensions,
  trajectoryPoints,
} from "../../numerics/trajectories/index.ts";
import { coilSeries } from "../analytic/coil-series.ts";
import { ObjectSpectrum } from "../analytic/object-spectrum.ts";
import { garbageSource } from "../garbage.ts";
import { contrastFactor } from "../object/contrast.ts";
import type { PhantomSettings } from "../options/options.ts";

import type { ReadSamples } from "./line-reader.ts";
import type { Line } from "./order.ts";
import { continuesOverRepetitions, readoutOf, trajectoryOf } from "./trajectory.ts";

/**
 * Simulates spokes and spirals: the exact transform of the object at the coordinates of the samples, or ahead of them with
 * gradient delays.
 * @param kSpace complex, interleaved; determines the size of garbage
 * @param addNoise see `noiseSource`
 */
export class TrajectoryReader {
  readonly header: Pick<AcquisitionHeader, "numberOfSamples" | "centerSample">;
  readonly #settings: PhantomSettings;
  readonly #addNoise: (data: Float32Array) => void;
  readonly #garbage: (samples: number) => Float32Array<ArrayBuffer>;
  readonly #trajectory: Trajectory;
  readonly #points: ReturnType<typeof trajectoryPoints>;
  /** Of each slice. */
  readonly #spectra: readonly ObjectSpectrum[];
  /** Noise-free readouts, if they are measured again, by their counters; of the repetition whose angles they have. */
  readonly #measured = new Map<string, Float32Array<ArrayBuffer>>();
  #repetition = 0;

  constructor(kSpace: Float32Array, settings: PhantomSettings, addNoise: (data: Float32Array) => void) {
    this.#settings = settings;
    this.#addNoise = addNoise;
    this.#garbage = garbageSource(kSpace, settings);
    this.#trajectory = trajectoryOf(settings);
    this.#points = trajectoryPoints(this.#trajectory);
    const series = coilSeries(settings);
    this.#spectra = Array.from({ length: settings.slices }, (_, slice) => new ObjectSpectrum(settings, slice, series));
    const { samples, center } = readoutOf(this.#trajectory);
    this.header = { numberOfSamples: samples, centerSample: center };
  }

  /** A spoke or spiral with noise. */
  read(line: Line): ReadSamples {
    const points = this.#pointsOf(line);
    const factor = contrastFactor(this.#settings, line.contrast);
    const data = this.#samplesOf(line, points).map((value) => factor * value);
    this.#addNoise(data);
    return { data, trajectory: this.#coordinates(points) };
  }

  /** Garbage samples. */
  readGarbage(line: Line): ReadSamples {
    return { data: this.#garbage(this.header.numberOfSamples), trajectory: this.#coordinates(this.#pointsOf(line)) };
  }

  #pointsOf({ kspaceEncodeStep1: interleaf, kspaceEncodeStep2: partition, repetition }: Line) {
    return this.#points({ interleaf, partition, repetition });
  }

  #coordinates(points: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    return this.#settings.trajectoryInHeader ? new Float32Array(0) : points;
  }

  #samplesOf(line: Line, points: Float32Array): Float32Array<ArrayBuffer> {
    if (continuesOverRepetitions(this.#trajectory) && line.repetition !== this.#repetition) {
      this.#measured.clear();
      this.#repetition = line.repetition;
    }
    const key = `${line.slice} ${line.kspaceEncodeStep2} ${line.kspaceEncodeStep1}`;
    let data = this.#measured.get(key);
    if (data === undefined) {
      const { gradientDelays } = this.#settings;
      const measured = delayedPoints(points, trajectoryDimensions(this.#trajectory), gradientDelays);
      data = this.#spectra[line.slice]!.measure(measured);
      if (this.#areRepeated()) this.#measured.set(key, data);
    }
    return data;
  }

  #areRepeated(): boolean {
    const { averages, phases, sets, contrasts, repetitions } = this.#settings;
    const sameAngles = continuesOverRepetitions(this.#trajectory) ? 1 : repetitions;
    return averages * phases * sets * contrasts * sameAngles > 1;
  }
}
