import type { SampleMemory } from "../../gadget-api/services/index.ts";
import type { ImageWork, StoredLine } from "../../numerics/cartesian/index.ts";
import type { WorkPool } from "../../pool/index.ts";
import { runDividedStage, runStage, type TileStage } from "./tile-stage.ts";
import type { VolumeLines } from "./volume-lines.ts";

export interface VolumeOptions {
  readonly work: ImageWork;
  /** Whether the coils are combined. */
  readonly combined: boolean;
  readonly memory: SampleMemory;
  readonly pool: WorkPool;
}

/**
 * Transforms volumes where their lines are: first each plane along x and y, then each plane along z, from which the
 * images are copied. Each plane is small enough for a processor's cache, and each thread takes another.
 */
export class VolumeImages {
  readonly #volumes: VolumeLines;
  readonly #options: VolumeOptions;
  readonly #images: Float32Array<ArrayBuffer>;

  constructor(volumes: VolumeLines, options: VolumeOptions) {
    this.#volumes = volumes;
    this.#options = options;
    const { axes, coils, count } = options.work;
    const pixels = axes.reduce((product, { pixels }) => product * pixels, 1);
    this.#images = new Float32Array(options.combined ? (pixels * count) / coils : 2 * pixels * count);
  }

  /** @returns `[images][coils][z][y][x]` complex, or combined `[images][z][y][x]` real */
  run(): Float32Array {
    for (const stage of this.#stages()) runStage(stage, this.#options.pool);
    this.#volumes.end();
    return this.#images;
  }

  /** The same, on all threads; messages go on in the meantime. */
  async runDivided(): Promise<Float32Array> {
    for (const stage of this.#stages()) await runDividedStage(stage, this.#options.pool);
    this.#volumes.end();
    return this.#images;
  }

  /** Those of one image after the other. Each stage must be complete before the next one. */
  *#stages(): Generator<TileStage> {
    for (const [image, lines] of this.#volumes.lines.entries()) {
      const planes = this.#planes(lines);
      yield this.#alongPhase(planes);
      yield this.#alongPartition(planes, image);
    }
  }

  /** `[e2][e1]` */
  #planes(lines: readonly (StoredLine | undefined)[]): (StoredLine | undefined)[][] {
    const [, e1, e2] = this.#options.work.axes;
    return Array.from({ length: e2.sampled }, (_, i) => lines.slice(i * e1.sampled, (i + 1) * e1.sampled));
  }

  /** Along e0 and e1. @param planes their lines become `[e2][y]` */
  #alongPhase(planes: (StoredLine | undefined)[][]): TileStage {
    const { axes, coils, readout } = this.#options.work;
    const [line, across] = axes;
    const sampled = planes.flatMap((lines, i) => (lines.some((each) => each !== undefined) ? [i] : []));
    const inPlace = line.pixels <= line.sampled;
    return {
      work: { coils, line, readout, across, combined: false },
      tiles: sampled.map((plane) => {
        const sources = planes[plane]!;
        return { sources, targets: this.#targets(across.pixels, (y) => (inPlace ? sources[y] : undefined), coils) };
      }),
      done: (i, { sources, targets }) => {
        for (const [y, source] of sources.entries()) {
          if (source !== undefined && targets[y] !== source) this.#volumes.release(source);
        }
        planes[sampled[i]!] = [...targets];
      },
    };
  }

  /** Along e2, to the images. @param planes `[e2][y]` */
  #alongPartition(planes: (StoredLine | undefined)[][], image: number): TileStage {
    const { axes, coils } = this.#options.work;
    const { combined } = this.#options;
    const [{ pixels: x }, { pixels: rows }, across] = axes;
    const line = { sampled: x, resampled: x, pixels: x };
    const [coilsOut, parts] = combined ? [1, 1] : [coils, 2];
    return {
      work: { coils, line, readout: "image", across, combined },
      tiles: Array.from({ length: rows }, (_, y) => {
        const sources = planes.map((plane) => plane[y]);
        return { sources, targets: this.#targets(across.pixels, (z) => sources[z], coilsOut) };
      }),
      done: (y, { sources, targets }) => {
        for (const [z, { samples, from, stride }] of targets.entries()) {
          for (let coil = 0; coil < coilsOut; coil += 1) {
            const start = 2 * (from + coil * stride);
            const row = ((image * coilsOut + coil) * across.pixels + z) * rows + y;
            copyRow(samples, start, this.#images, parts * x * row, parts * x);
          }
        }
        for (const [z, source] of sources.entries()) {
          if (source !== undefined && targets[z] !== source) this.#volumes.release(source);
        }
        for (const target of targets) this.#volumes.release(target);
      },
    };
  }

  /** Lines for results: those that are there, and new ones. */
  #targets(count: number, stored: (index: number) => StoredLine | undefined, coils: number): StoredLine[] {
    const [{ pixels }] = this.#options.work.axes;
    return Array.from(
      { length: count },
      (_, i) =>
        stored(i) ?? { samples: this.#options.memory.allocate(2 * pixels * coils).fill(0), from: 0, stride: pixels },
    );
  }
}

/** One by one: a row is so short that making a view of it takes longer. */
function copyRow(source: Float32Array, from: number, target: Float32Array, to: number, length: number): void {
  for (let i = 0; i < length; i += 1) target[to + i] = source[from + i]!;
}
