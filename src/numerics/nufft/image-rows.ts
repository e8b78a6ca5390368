import { kernels } from "../kernels/heap.ts";
import type { PackedGrid } from "./grid.ts";
import { CELL_BYTES, describeLines, LANES } from "./packed.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** The rows of images, in the first planes of a packed volume, times the deapodization. */
export class ImageRows {
  readonly #grid: PackedGrid;
  readonly #weights: readonly Float32Array[];
  readonly #pixels: readonly [number, number, number];

  /** @param weights of the pixels along each axis */
  constructor(grid: PackedGrid, weights: readonly Float32Array[]) {
    const [x, y, z] = grid.axes.map(({ pixels }) => pixels) as [number, number, number?];
    this.#grid = grid;
    this.#weights = weights;
    this.#pixels = [x, y, z ?? 1];
  }

  /** Floats of scratch memory on the heap: planes of four images, and weights. */
  get scratchLength(): number {
    const [x, y] = this.#pixels;
    return 2 * LANES * x * y + x + y;
  }

  /**
   * Copies images to the volume.
   * @param images `[coils][z][y][x]` complex, of at most four coils
   * @param cells pointer to the volume
   */
  pack(images: Float32Array, cells: number, scratch: Float32Array): void {
    this.#forEachPlane(images, cells, scratch, ({ coils, planes, bytes, weights, rowWeights, rows, count }, parts) => {
      for (const [coil, part] of parts.entries()) scratch.set(part, coil * part.length);
      kernels.packRows(planes, bytes, coils, weights, rowWeights, rows, count);
    });
  }

  /** Copies images from the volume, whose rows change. */
  unpack(cells: number, images: Float32Array, scratch: Float32Array): void {
    this.#forEachPlane(images, cells, scratch, ({ coils, planes, bytes, weights, rowWeights, rows, count }, parts) => {
      kernels.unpackRows(rows, weights, rowWeights, planes, bytes, coils, count);
      for (const [coil, part] of parts.entries()) {
        part.set(scratch.subarray(coil * part.length, (coil + 1) * part.length));
      }
    });
  }

  /** Calls a function with each plane of the coils. */
  #forEachPlane(
    images: Float32Array,
    cells: number,
    scratch: Float32Array,
    use: (plane: Plane, parts: readonly Float32Array[]) => void,
  ): void {
    const [x, y, z] = this.#pixels;
    const length = 2 * x * y;
    const coils = images.length / (length * z);
    const [weightsX, weightsY, weightsZ] = this.#weights as [Float32Array, Float32Array, Float32Array?];
    const [weights, rowWeights] = [LANES * length, LANES * length + x];
    scratch.set(weightsX, weights);
    for (let plane = 0; plane < z; plane += 1) {
      const factor = weightsZ?.[plane] ?? 1;
      for (let row = 0; row < y; row += 1) scratch[rowWeights + row] = factor * weightsY[row]!;
      const at = cells + plane * this.#grid.volumePlaneStep;
      const parts = Array.from({ length: coils }, (_, coil) => {
        const start = (coil * z + plane) * length;
        return images.subarray(start, start + length);
      });
      const described = {
        coils,
        planes: scratch.byteOffset,
        bytes: FLOAT * length,
        weights: scratch.byteOffset + FLOAT * weights,
        rowWeights: scratch.byteOffset + FLOAT * rowWeights,
        rows: describeLines({ at, samples: x, step: CELL_BYTES, lineStep: this.#grid.volumeRowStep }, 0),
        count: y,
      };
      use(described, parts);
    }
  }
}

/** What the kernels read, as pointers and counts. */
interface Plane {
  readonly coils: number;
  readonly planes: number;
  readonly bytes: number;
  readonly weights: number;
  readonly rowWeights: number;
  readonly rows: number;
  readonly count: number;
}
