import type { AcquisitionHeader } from "../../mrd/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { NufftPlan } from "../../numerics/nufft/index.ts";
import { garbageSource } from "../garbage.ts";
import { contrastFactor } from "../object/contrast.ts";
import type { PhantomSettings } from "../options/options.ts";
import { interleavesOf } from "../options/trajectory-settings.ts";
import type { ReadSamples } from "./line-reader.ts";
import type { Line } from "./order.ts";
import { lineAxis } from "./sampling.ts";
import { Spiral } from "./spiral.ts";

/** Golden angle of spokes, 180° over the golden ratio. */
const GOLDEN_ANGLE = (Math.PI * (Math.sqrt(5) - 1)) / 2;

/**
 * Simulates spokes and spirals: sums over the pixels of the coil images at the coordinates of the samples, with the
 * scale of a unitary transform of the encoded matrix, to a relative error of 7e-7.
 * @param kSpace `[slices][coils][1][line][readout]` complex, interleaved
 * @param addNoise see `noiseSource`
 */
export class TrajectoryReader {
  readonly header: Pick<AcquisitionHeader, "numberOfSamples" | "centerSample">;
  readonly #settings: PhantomSettings;
  readonly #addNoise: (data: Float32Array) => void;
  readonly #garbage: (samples: number) => Float32Array<ArrayBuffer>;
  readonly #images: Float32Array;
  readonly #size: { readonly x: number; readonly y: number };
  readonly #count: number;
  readonly #samples: number;
  /** Of the repetition whose angles these are: plan, coordinates, and the samples of slices, `[coils][all samples]`. */
  #turn = -1;
  #plan: NufftPlan | undefined;
  #trajectory = new Float32Array(0);
  readonly #measured = new Map<number, Float32Array>();

  constructor(kSpace: Float32Array, settings: PhantomSettings, addNoise: (data: Float32Array) => void) {
    this.#settings = settings;
    this.#addNoise = addNoise;
    this.#garbage = garbageSource(kSpace, settings);
    this.#size = { x: settings.matrix * settings.oversampling, y: lineAxis(settings).full };
    this.#images = Float32Array.from(kSpace);
    const shape = [this.#size.x, this.#size.y, settings.coils * settings.slices];
    for (const axis of [0, 1]) transformAxis(this.#images, shape, axis, "inverse");
    const { count, samples } = interleavesOf(settings);
    this.#count = count;
    this.#samples = samples;
    const isSpiral = settings.trajectory === "spiral";
    this.header = { numberOfSamples: samples, centerSample: isSpiral ? 0 : Math.floor(samples / 2) };
  }

  /** A spoke or spiral with noise. */
  read(line: Line): ReadSamples {
    const all = this.#samplesOf(line);
    const { coils } = this.#settings;
    const data = new Float32Array(2 * this.#samples * coils);
    const first = line.kspaceEncodeStep1 * this.#samples;
    for (let coil = 0; coil < coils; coil++) {
      const from = 2 * (coil * this.#count * this.#samples + first);
      data.set(all.subarray(from, from + 2 * this.#samples), 2 * this.#samples * coil);
    }
    const factor = contrastFactor(this.#settings, line.contrast);
    if (factor !== 1) for (let at = 0; at < data.length; at++) data[at]! *= factor;
    this.#addNoise(data);
    return { data, trajectory: this.#coordinates(first) };
  }

  /** Garbage samples. */
  readGarbage(line: Line): ReadSamples {
    this.#prepare(line.repetition);
    return {
      data: this.#garbage(this.#samples),
      trajectory: this.#coordinates(line.kspaceEncodeStep1 * this.#samples),
    };
  }

  #coordinates(first: number): Float32Array<ArrayBuffer> {
    return this.#trajectory.slice(2 * first, 2 * (first + this.#samples));
  }

  /** All samples of a slice. */
  #samplesOf({ slice, repetition }: Line): Float32Array {
    const plan = this.#prepare(repetition);
    let data = this.#measured.get(slice);
    if (data === undefined) {
      const { coils, matrix } = this.#settings;
      const pixels = 2 * coils * this.#size.x * this.#size.y;
      data = new Float32Array(2 * coils * plan.samples);
      plan.forward(this.#images.subarray(slice * pixels, (slice + 1) * pixels), data);
      const scale = 1 / Math.sqrt(matrix * this.#size.y);
      for (let at = 0; at < data.length; at++) data[at]! *= scale;
      this.#measured.set(slice, data);
    }
    return data;
  }

  /** The plan of a repetition, whose angles differ from repetition to repetition with the golden angle only. */
  #prepare(repetition: number): NufftPlan {
    const turn = this.#settings.trajectory === "golden-angle" ? repetition : 0;
    if (this.#plan === undefined || turn !== this.#turn) {
      this.#turn = turn;
      this.#measured.clear();
      this.#trajectory = Float32Array.from(this.#points(turn).flat());
      this.#plan = new NufftPlan(this.#trajectory, 2, this.#size, "exact");
    }
    return this.#plan;
  }

  /** Coordinates of all samples of an image, in cycles per pixel. */
  #points(turn: number): [number, number][] {
    const { trajectory, matrix } = this.#settings;
    const [count, samples] = [this.#count, this.#samples];
    const interleaves = Array.from({ length: count }, (_, interleaf) => interleaf);
    if (trajectory === "spiral") {
      const spiral = new Spiral(matrix, count).samples(samples);
      return interleaves.flatMap((interleaf) =>
        spiral.map(({ radius, angle }) => polar(radius, angle + (2 * Math.PI * interleaf) / count)),
      );
    }
    return interleaves.flatMap((interleaf) => {
      const angle = trajectory === "radial" ? (Math.PI * interleaf) / count : GOLDEN_ANGLE * (turn * count + interleaf);
      return Array.from({ length: samples }, (_, sample) => polar((sample - Math.floor(samples / 2)) / samples, angle));
    });
  }
}

function polar(radius: number, angle: number): [number, number] {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
