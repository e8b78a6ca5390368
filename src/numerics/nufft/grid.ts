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

/** Bytes by which planes are apart in addition, so that the cells of a column are in different sets of a cache. */
const PLANE_GAP = 64;

/**
 * The layout of a packed oversampled grid in k-space, by planes, and of the volume that has the pixels of the image along
 * x and y, but all planes. Transforms are sums without a factor. What is zero or cropped is not transformed.
 */
export class PackedGrid {
  readonly axes: readonly GridAxis[];
  /** Bytes from row to row, and of a plane of the grid. */
  readonly rowStep: number;
  readonly planeBytes: number;
  /** Bytes from row to row and from plane to plane of the volume, and of the volume. */
  readonly volumeRowStep: number;
  readonly volumePlaneStep: number;
  readonly volumeBytes: number;
  readonly #transforms: readonly SmoothTransform[];

  /** @param axes two or three, fastest first */
  constructor(axes: readonly GridAxis[]) {
    const [x, y, z] = axes as [GridAxis, GridAxis, GridAxis?];
    this.axes = axes;
    this.rowStep = CELL_BYTES * rowPitch(x.cells);
    this.planeBytes = this.rowStep * y.cells;
    this.volumeRowStep = CELL_BYTES * rowPitch(x.pixels);
    this.volumePlaneStep = this.volumeRowStep * y.pixels + (y.pixels % 2 === 0 ? PLANE_GAP : 0);
    this.volumeBytes = this.volumePlaneStep * (z?.cells ?? 1);
    this.#transforms = axes.map(({ cells }) => smoothTransform(cells));
  }

  get pixels(): number {
    return product(this.axes.map(({ pixels }) => pixels));
  }

  /**
   * From a plane of the grid, whose rows change, to one of the volume.
   * @param rows outside of which the plane is zero
   */
  planeToVolume(plane: number, volume: number, rows: readonly CellRange[]): void {
    for (const { first, count } of rows) this.#transformRows(plane + first * this.rowStep, count, "inverse");
    const grid = { at: plane, step: this.rowStep, lineStep: CELL_BYTES };
    this.#transform(1, grid, this.#volumeColumns(volume), this.axes[0]!.pixels, "inverse");
  }

  /** From a plane of the volume to one of the grid. @param rows of the grid that are needed */
  planeToGrid(volume: number, plane: number, rows: readonly CellRange[]): void {
    const grid = { at: plane, step: this.rowStep, lineStep: CELL_BYTES };
    this.#transform(1, grid, this.#volumeColumns(volume), this.axes[0]!.pixels, "forward");
    for (const { first, count } of rows) this.#transformRows(plane + first * this.rowStep, count, "forward");
  }

  /** Transforms the volume along z, in three dimensions. The image is in its first planes. */
  transformPlanes(volume: number, direction: Direction): void {
    const [x, y, z] = this.axes;
    if (z === undefined) return;
    for (let row = 0; row < y!.pixels; row += 1) {
      const lines = { at: volume + row * this.volumeRowStep, step: this.volumePlaneStep, lineStep: CELL_BYTES };
      this.#transform(2, lines, lines, x!.pixels, direction);
    }
  }

  #volumeColumns(at: number): Columns {
    return { at, step: this.volumeRowStep, lineStep: CELL_BYTES };
  }

  #transformRows(at: number, count: number, direction: Direction): void {
    const rows = { at, step: CELL_BYTES, lineStep: this.rowStep };
    this.#transform(0, rows, rows, count, direction);
  }

  #transform(axis: number, inGrid: Columns, inVolume: Columns, count: number, direction: Direction): void {
    const { cells, pixels } = this.axes[axis]!;
    const isInverse = direction === "inverse";
    const kSpace = { ...inGrid, samples: cells, center: cells / 2 };
    const image = { ...inVolume, samples: pixels, center: Math.floor(pixels / 2) };
    const source = describeLines(isInverse ? kSpace : image, 0);
    const target = describeLines(isInverse ? image : kSpace, 1);
    kernels.transformPacked(this.#transforms[axis]!.plan, source, target, count, isInverse);
  }
}

/** Where lines are, see `PackedLines`. */
interface Columns {
  readonly at: number;
  readonly step: number;
  readonly lineStep: number;
}
