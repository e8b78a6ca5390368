/** Reference implementations of the kernels of windows.assembly.ts, as in reference-kernels.ts. */

/**
 * Images of the coils around a tile of pixels, whose windows have `height` × `width` pixels in `planes` planes. A tile
 * has `rows` ≤ `height` rows, and a multiple of four `columns`. The window of the pixel in row r and column c starts there
 * in `images`: `[coils][planes][rows + height − 1][re, im]`, rows of at least `columns + width − 1` floats, whose length
 * is a multiple of four. On the heap, it is a record of 32-bit integers, with pointers and bytes.
 */
export interface WindowTile {
  readonly coils: number;
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  readonly images: Float32Array;
  readonly rowLength: number;
}

/** The largest finite |value|; 0 if there is none. */
export function largestPart(data: Float32Array, count: number): number {
  let largest = 0;
  for (const value of data.subarray(0, count)) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** Writes rows of complex samples as a row of real parts and one of imaginary parts, times a factor. */
export function splitRows(
  source: Float32Array,
  target: Float32Array,
  rows: number,
  columns: number,
  rowLength: number,
  factor: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = 2 * (row * columns + column);
      target[2 * row * rowLength + column] = source[from]! * factor;
      target[(2 * row + 1) * rowLength + column] = source[from + 1]! * factor;
    }
  }
}

/**
 * Sums over the window of each pixel of a tile, four pixels of a row side by side: of the images,
 * `[groups][coils][re, im][4]`, and of x_i conj(x_j), `[groups][pairs][re, im][4]`, with the pairs in the order (0, 0),
 * (1, 0), (1, 1), (2, 0), …
 */
export function sumWindows(tile: WindowTile): { readonly sums: Float32Array; readonly matrices: Float32Array } {
  const { coils, rows, columns } = tile;
  const pairs = (coils * (coils + 1)) / 2;
  const sums = new Float32Array(2 * coils * rows * columns);
  const matrices = new Float32Array(2 * pairs * rows * columns);
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const [group, lane] = [pixel >> 2, pixel & 3];
    const window = windowOf(tile, Math.floor(pixel / columns), pixel % columns);
    let pair = group * pairs;
    for (let i = 0; i < coils; i++) {
      let [re, im] = [0, 0];
      for (const samples of window) {
        re += samples[2 * i]!;
        im += samples[2 * i + 1]!;
      }
      sums[8 * (group * coils + i) + lane] = re;
      sums[8 * (group * coils + i) + 4 + lane] = im;
      for (let j = 0; j <= i; j++, pair++) {
        [re, im] = [0, 0];
        for (const samples of window) {
          const [a, b, c, d] = [samples[2 * i]!, samples[2 * i + 1]!, samples[2 * j]!, samples[2 * j + 1]!];
          re += a * c + b * d;
          im += b * c - a * d;
        }
        matrices[8 * pair + lane] = re;
        matrices[8 * pair + 4 + lane] = im;
      }
    }
  }
  return { sums, matrices };
}

/** The pixels of a window, `[coils]` complex each. */
function windowOf(tile: WindowTile, row: number, column: number): number[][] {
  const { coils, planes, height, width, rows, images, rowLength } = tile;
  const window: number[][] = [];
  for (let at = 0; at < planes * height * width; at++) {
    const [plane, y, x] = [Math.floor(at / (width * height)), Math.floor(at / width) % height, at % width];
    const samples: number[] = [];
    for (let coil = 0; coil < coils; coil++) {
      const line = (coil * planes + plane) * (rows + height - 1) + row + y;
      for (const part of [0, 1]) samples.push(images[(2 * line + part) * rowLength + column + x]!);
    }
    window.push(samples);
  }
  return window;
}

/**
 * Maps from the results of {@link sumWindows}: the matrix M of a pixel multiplies a vector, which then gets unit norm, so
 * many times. With a reference coil u it starts with the column of M's largest diagonal element, and the map c has a real
 * and positive uᴴ c; without one it starts with the conjugate of the sums s, and the map has the phase of Σ s c.
 * @param reference `[coils]` complex
 * @returns `[coils][rows][columns]` complex, with unit norm over the coils; 0 where M is 0
 */
export function windowMaps(
  { coils, rows, columns }: Pick<WindowTile, "coils" | "rows" | "columns">,
  { sums, matrices }: ReturnType<typeof sumWindows>,
  steps: number,
  reference?: Float32Array,
): Float32Array {
  const pairs = (coils * (coils + 1)) / 2;
  const maps = new Float32Array(2 * coils * rows * columns);
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const [group, lane] = [pixel >> 2, pixel & 3];
    const element = (i: number, j: number): Complex => {
      const [row, column] = [Math.max(i, j), Math.min(i, j)];
      const at = 8 * (group * pairs + (row * (row + 1)) / 2 + column) + lane;
      return [matrices[at]!, i < j ? -matrices[at + 4]! : matrices[at + 4]!];
    };
    const sum = (i: number): Complex => {
      const at = 8 * (group * coils + i) + lane;
      return [sums[at]!, sums[at + 4]!];
    };
    const indices = Array.from({ length: coils }, (_, i) => i);
    const strongest = indices.reduce((most, i) => (element(i, i)[0] > element(most, most)[0] ? i : most), 0);
    let vector = indices.map((i) => (reference === undefined ? conjugate(sum(i)) : element(i, strongest)));
    for (let step = 0; step < steps; step++) {
      const unit = normalised(vector);
      vector = indices.map((i) => total(indices.map((j) => product(element(i, j), unit[j]!))));
    }
    const map = normalised(vector);
    const phases = indices.map(
      (i): Complex => (reference === undefined ? sum(i) : [reference[2 * i]!, reference[2 * i + 1]!]),
    );
    const turn = total(indices.map((i) => product(phases[i]!, conjugate(map[i]!))));
    const size = Math.hypot(...turn);
    const phase: Complex = size > 0 ? [turn[0] / size, turn[1] / size] : [1, 0];
    for (const i of indices) maps.set(product(map[i]!, phase), 2 * (i * rows * columns + pixel));
  }
  return maps;
}

type Complex = readonly [number, number];

const conjugate = ([re, im]: Complex): Complex => [re, -im];
const product = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const total = (values: readonly Complex[]) => values.reduce<Complex>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);

function normalised(vector: readonly Complex[]): Complex[] {
  const norm = Math.hypot(...vector.flat());
  return vector.map(([re, im]): Complex => (norm > 0 ? [re / norm, im / norm] : [0, 0]));
}
