import { type Direction, type SmoothTransform, smoothTransform } from "../fft/index.ts";
import { kernels } from "../kernels/heap.ts";
import { CELL_BYTES, describeLines, rowPitch } from "./packed.ts";
import type { CellRange } from "./places.ts";
import { product } from "./sizes.ts";

/** Cells and pixels along an axis. */
export interface GridAxis {
  readonly cells: number;
  readonly pixels: number;
}

/** Ranges of cells along each axis. */
type Reached = readonly (readonly CellRange[])[];

/** The only plane of a grid of two dimensions. */
const FIRST = [{ first: 0, count: 1 }];

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

  /**
   * From the grid to the image.
   * @param at pointer to the grid
   * @param reached cells along each axis outside of which the grid is zero
   */
  toImage(at: number, reached: Reached): void {
    const [rows, planes] = [reached[1]!, reached[2] ?? FIRST];
    forEachCell(planes, (plane) => {
      const start = at + plane * this.planeStep;
      for (const { first, count } of rows) this.#transformRows(start + first * this.rowStep, count, "inverse");
      this.#transformColumns(start, "inverse");
    });
    this.#transformPlanes(at, "inverse");
  }

  /**
   * From the image to the grid.
   * @param at pointer to the grid
   * @param reached cells along each axis outside of which the grid is not needed
   */
  toKSpace(at: number, reached: Reached): void {
    const [rows, planes] = [reached[1]!, reached[2] ?? FIRST];
    this.#transformPlanes(at, "forward");
    forEachCell(planes, (plane) => {
      const start = at + plane * this.planeStep;
      this.#transformColumns(start, "forward");
      for (const { first, count } of rows) this.#transformRows(start + first * this.rowStep, count, "forward");
    });
  }

  #transformRows(at: number, count: number, direction: Direction): void {
    this.#transform(0, at, CELL_BYTES, this.rowStep, count, direction);
  }

  /** Along y, in the columns of the image. */
  #transformColumns(at: number, direction: Direction): void {
    this.#transform(1, at, this.rowStep, CELL_BYTES, this.axes[0]!.pixels, direction);
  }

  /** Along z, in the rows and columns of the image. */
  #transformPlanes(at: number, direction: Direction): void {
    const [x, y, z] = this.axes;
    if (z === undefined) return;
    for (let row = 0; row < y!.pixels; row += 1) {
      this.#transform(2, at + row * this.rowStep, this.planeStep, CELL_BYTES, x!.pixels, direction);
    }
  }

  #transform(axis: number, at: number, step: number, lineStep: number, count: number, direction: Direction) {
    const { cells, pixels } = this.axes[axis]!;
    const isInverse = direction === "inverse";
    const kSpace = { at, samples: cells, center: cells / 2, step, lineStep };
    const image = { at, samples: pixels, center: Math.floor(pixels / 2), step, lineStep };
    const source = describeLines(isInverse ? kSpace : image, 0);
    const target = describeLines(isInverse ? image : kSpace, 1);
    kernels.transformPacked(this.#transforms[axis]!.plan, source, target, count, isInverse);
  }
}

function forEachCell(ranges: readonly CellRange[], use: (cell: number) => void): void {
  for (const { first, count } of ranges) for (let cell = first; cell < first + count; cell += 1) use(cell);
}
