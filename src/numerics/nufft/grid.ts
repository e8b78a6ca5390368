import { type SmoothTransform, smoothTransform } from "../fft/index.ts";
import { kernels } from "../kernels/heap.ts";
import { CELL_BYTES, describeLines, rowPitch } from "./packed.ts";
import { product } from "./sizes.ts";

/** Cells and pixels along an axis. */
export interface GridAxis {
  readonly cells: number;
  readonly pixels: number;
}

/** Bytes by which planes are apart in addition, so that the cells of a column are in different sets of a cache. */
const PLANE_GAP = 64;

/**
 * A packed oversampled grid in k-space and the image in its middle. Transforms are sums without a factor, in place, and
 * skip what is known to be zero or is not needed: the image is stored in the first rows and columns.
 */
export class PackedGrid {
  readonly axes: readonly GridAxis[];
  readonly rowStep: number;
  readonly planeStep: number;
  /** Floats. */
  readonly length: number;
  readonly #transforms: readonly SmoothTransform[];

  /** @param axes two or three, fastest first */
  constructor(axes: readonly GridAxis[]) {
    this.axes = axes;
    this.rowStep = CELL_BYTES * rowPitch(axes[0]!.cells);
    this.planeStep = this.rowStep * axes[1]!.cells + PLANE_GAP;
    this.length = (this.planeStep * (axes[2]?.cells ?? 1)) / Float32Array.BYTES_PER_ELEMENT;
    this.#transforms = axes.map(({ cells }) => smoothTransform(cells));
  }

  get pixels(): number {
    return product(this.axes.map(({ pixels }) => pixels));
  }

  /** From the grid to the image. @param at pointer to the grid */
  toImage(at: number): void {
    const [x, y, z] = this.axes as [GridAxis, GridAxis, GridAxis?];
    const planes = z?.cells ?? 1;
    for (let plane = 0; plane < planes; plane += 1) {
      const start = at + plane * this.planeStep;
      this.#transform(0, start, CELL_BYTES, this.rowStep, y.cells, "inverse");
      this.#transform(1, start, this.rowStep, CELL_BYTES, x.pixels, "inverse");
    }
    if (z === undefined) return;
    for (let row = 0; row < y.pixels; row += 1) {
      this.#transform(2, at + row * this.rowStep, this.planeStep, CELL_BYTES, x.pixels, "inverse");
    }
  }

  /** From the image to the grid. @param at pointer to the grid */
  toKSpace(at: number): void {
    const [x, y, z] = this.axes as [GridAxis, GridAxis, GridAxis?];
    if (z !== undefined) {
      for (let row = 0; row < y.pixels; row += 1) {
        this.#transform(2, at + row * this.rowStep, this.planeStep, CELL_BYTES, x.pixels, "forward");
      }
    }
    for (let plane = 0; plane < (z?.cells ?? 1); plane += 1) {
      const start = at + plane * this.planeStep;
      this.#transform(1, start, this.rowStep, CELL_BYTES, x.pixels, "forward");
      this.#transform(0, start, CELL_BYTES, this.rowStep, y.cells, "forward");
    }
  }

  #transform(
    axis: number,
    at: number,
    step: number,
    lineStep: number,
    count: number,
    direction: "forward" | "inverse",
  ) {
    const { cells, pixels } = this.axes[axis]!;
    const isInverse = direction === "inverse";
    const kSpace = { at, samples: cells, center: cells / 2, step, lineStep };
    const image = { at, samples: pixels, center: Math.floor(pixels / 2), step, lineStep };
    const source = describeLines(isInverse ? kSpace : image, 0);
    const target = describeLines(isInverse ? image : kSpace, 1);
    kernels.transformPacked(this.#transforms[axis]!.plan, source, target, count, isInverse);
  }
}
