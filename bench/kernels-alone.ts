// The kernels of a measurement by themselves, without a session: node --import jiti/register kernels-alone.ts WORK (as
// JSON) prints the seconds of processor time that they take.
import {
  type LineTile,
  type ReadoutWork,
  runReadoutWork,
  type StoredLine,
  type TileWork,
  transformTile,
} from "../src/numerics/cartesian/index.ts";

/** Images that are fully sampled, with twofold readout oversampling, combined by the root sum of squares. */
export interface KernelWork {
  readonly matrix: number;
  /** Default 1: two dimensions. */
  readonly partitions?: number;
  readonly coils: number;
  readonly images: number;
  /** Coils after whitening or compression, which needs as many products with a full matrix; default: no coil transform. */
  readonly coilsOut?: number;
}

/** Readouts that are processed by one call, as those that arrive together. */
const TOGETHER = 16;

const { matrix, partitions = 1, coils, images, coilsOut }: KernelWork = JSON.parse(process.argv[2]!);
const kept = coilsOut ?? coils;
const readoutWork: ReadoutWork = {
  coils,
  samples: 2 * matrix,
  samplesOut: matrix,
  coilsOut: kept,
  coilMatrix: coilsOut === undefined ? undefined : coilMatrix(),
};
const readouts = new Float32Array(TOGETHER * coils * 4 * matrix).fill(1);
const lines = new Float32Array(TOGETHER * kept * 2 * matrix);
const kSpace = Array.from({ length: matrix * partitions }, () => new Float32Array(2 * kept * matrix).fill(1));
const image = new Float32Array(matrix * matrix * partitions);

const axis = (pixels: number) => ({ sampled: pixels, resampled: pixels, pixels });
const tileWork = { coils: kept, line: axis(matrix), readout: "image" } as const;
const alongY: TileWork = { ...tileWork, across: axis(matrix), combined: partitions === 1 };
const alongZ: TileWork = { ...tileWork, across: axis(partitions), combined: true };
const planesOfZ = Array.from({ length: partitions }, (_, z) => plane(matrix, (y) => [y, z], partitions === 1));
const planesOfY = Array.from({ length: partitions === 1 ? 0 : matrix }, (_, y) =>
  plane(partitions, (z) => [y, z], true),
);

reconstruct(); // V8 compiles the kernels, and the system provides memory.
const before = process.cpuUsage();
reconstruct();
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1e6);

function reconstruct(): void {
  for (let i = 0; i < (images * kSpace.length) / TOGETHER; i += 1) runReadoutWork(readoutWork, readouts, lines);
  for (let i = 0; i < images; i += 1) {
    for (const tile of planesOfZ) transformTile(alongY, tile);
    for (const tile of planesOfY) transformTile(alongZ, tile);
  }
}

/** Lines along x, whose transforms replace them, or whose coils are combined in the image. */
function plane(count: number, at: (line: number) => readonly [y: number, z: number], isCombined: boolean): LineTile {
  const sources: StoredLine[] = [];
  const targets: StoredLine[] = [];
  for (let line = 0; line < count; line += 1) {
    const [y, z] = at(line);
    const row = z * matrix + y;
    const source = { samples: kSpace[row]!, stride: matrix, from: 0 };
    sources.push(source);
    targets.push(isCombined ? { samples: image, stride: 0, from: (row * matrix) / 2 } : source);
  }
  return { sources, targets };
}

/** Upper triangular, as whitening is, unless coils are dropped. */
function coilMatrix(): Float32Array {
  const elements = new Float32Array(2 * coils * kept);
  for (let from = 0; from < coils; from += 1) {
    for (let to = kept === coils ? from : 0; to < kept; to += 1) elements[2 * (from * kept + to)] = 1;
  }
  return elements;
}
