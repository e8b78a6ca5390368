import { birdcageSensitivities } from "../../../src/simulator/index.ts";

/** SENSE of small problems by its definition, in float64. Complex numbers are pairs. */
type Complex = readonly [number, number];

/** Sensitivities divided by their root sum of squares, the same in all planes: `[coils][z][y][x]`. */
export function unitMaps([nx, ny, nz]: readonly [number, number, number], coils: number): Float32Array<ArrayBuffer> {
  const plane = birdcageSensitivities(nx, ny, coils);
  const pixels = nx * ny;
  const maps = new Float32Array(2 * coils * pixels * nz);
  for (let i = 0; i < pixels; i++) {
    let norm = 0;
    for (let coil = 0; coil < coils; coil++) norm += Math.hypot(...pair(plane, coil * pixels + i)) ** 2;
    for (let coil = 0; coil < coils; coil++) {
      const [re, im] = pair(plane, coil * pixels + i);
      for (let z = 0; z < nz; z++) {
        // Planes differ, so that a lattice along z can be unfolded.
        const turn = (2 * Math.PI * z * coil) / nz;
        const to = 2 * ((coil * nz + z) * pixels + i);
        maps[to] = (re * Math.cos(turn) - im * Math.sin(turn)) / Math.sqrt(norm);
        maps[to + 1] = (re * Math.sin(turn) + im * Math.cos(turn)) / Math.sqrt(norm);
      }
    }
  }
  return maps;
}

function pair(data: ArrayLike<number>, index: number): [number, number] {
  return [data[2 * index]!, data[2 * index + 1]!];
}

/** A x: the lines of each coil, `[coils][z][y][x]`, zero where they were not acquired. The readouts are not transformed. */
export function encode(
  [nx, ny, nz]: readonly [number, number, number],
  coils: number,
  maps: ArrayLike<number>,
  mask: ArrayLike<number>,
  image: ArrayLike<number>,
): Float64Array {
  const lines = ny * nz;
  const result = new Float64Array(2 * coils * lines * nx);
  for (let coil = 0; coil < coils; coil++) {
    for (let line = 0; line < lines; line++) {
      if (mask[line] === 0) continue;
      for (let row = 0; row < lines; row++) {
        const [re, im] = factor([ny, nz], line, row);
        for (let x = 0; x < nx; x++) {
          const [a, b] = times(pair(maps, (coil * lines + row) * nx + x), pair(image, row * nx + x));
          const to = 2 * ((coil * lines + line) * nx + x);
          result[to]! += re * a - im * b;
          result[to + 1]! += re * b + im * a;
        }
      }
    }
  }
  return result;
}

/** exp(−2πi (ky y / Ny + kz z / Nz)) / √(Ny Nz), all from the centre. */
function factor([ny, nz]: readonly [number, number], line: number, row: number): Complex {
  const along = (index: number, size: number) => index - Math.floor(size / 2);
  const y = (along(line % ny, ny) * along(row % ny, ny)) / ny;
  const z = (along(Math.floor(line / ny), nz) * along(Math.floor(row / ny), nz)) / nz;
  const turn = -2 * Math.PI * (y + z);
  return [Math.cos(turn) / Math.sqrt(ny * nz), Math.sin(turn) / Math.sqrt(ny * nz)];
}

function times([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}

/** Σ conj(a) b */
export function inner(a: ArrayLike<number>, b: ArrayLike<number>): Complex {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.length; i += 2) {
    re += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    im += a[i]! * b[i + 1]! - a[i + 1]! * b[i]!;
  }
  return [re, im];
}
