/**
 * Reference implementations of the kernels for packed images, as in reference-kernels.ts. A packed image has four
 * coils side by side, `[pixels][re, im][4]`. Indices of packed pixels are in pixels.
 */

/** Pixels of lines: pixel i of line l is at `at` + i · step + l · lineStep. */
export interface PackedLines {
  readonly data: Float32Array;
  readonly at: number;
  readonly samples: number;
  readonly step: number;
  readonly lineStep: number;
}

/** @param images `[coils][pixels]` complex; coils beyond the last one repeat it */
export function packCoils(images: Float32Array, coils: number, packed: Float32Array, pixels: number): void {
  for (let at = 0; at < 8 * pixels; at++) {
    const [pixel, part, lane] = [at >> 3, (at >> 2) & 1, at & 3];
    packed[at] = images[2 * (Math.min(lane, coils - 1) * pixels + pixel) + part]!;
  }
}

/** @param images receives `[coils][pixels]` complex, times a factor */
export function unpackCoils(
  packed: Float32Array,
  images: Float32Array,
  coils: number,
  pixels: number,
  factor: number,
): void {
  for (let at = 0; at < 8 * pixels; at++) {
    const [pixel, part, lane] = [at >> 3, (at >> 2) & 1, at & 3];
    if (lane < coils) images[2 * (lane * pixels + pixel) + part] = packed[at]! * factor;
  }
}

/** The products of an image and four packed maps. @param image `[pixels]` complex */
export function multiplyMaps(image: Float32Array, maps: Float32Array, packed: Float32Array, pixels: number): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [re, im] = [image[2 * pixel]!, image[2 * pixel + 1]!];
    for (let at = 8 * pixel; at < 8 * pixel + 4; at++) {
      packed[at] = maps[at]! * re - maps[at + 4]! * im;
      packed[at + 4] = maps[at]! * im + maps[at + 4]! * re;
    }
  }
}

/** Adds Σ conj(map) · packed over the coils to an image. @param image `[pixels]` complex */
export function combineMaps(packed: Float32Array, maps: Float32Array, image: Float32Array, pixels: number): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let at = 8 * pixel; at < 8 * pixel + 4; at++) {
      image[2 * pixel]! += maps[at]! * packed[at]! + maps[at + 4]! * packed[at + 4]!;
      image[2 * pixel + 1]! += maps[at]! * packed[at + 4]! - maps[at + 4]! * packed[at]!;
    }
  }
}

/**
 * The transforms X_f = Σ_j x_j e^{−2πi fj / 2h} of lines: the even frequencies f = 2k, and the odd ones f = 2k + 1 at
 * `odd` pixels after them.
 * @param half h, at least the samples of a line
 */
export function toHalfSpectra(
  half: number,
  source: PackedLines,
  target: PackedLines,
  odd: number,
  count: number,
): void {
  for (let line = 0; line < count; line++) {
    for (let f = 0; f < 2 * half; f++) {
      const to = target.at + line * target.lineStep + (f >> 1) * target.step + (f % 2) * odd;
      wave(source, line, source.samples, (j) => (-Math.PI * f * j) / half, target.data, to);
    }
  }
}

/** The inverse of {@link toHalfSpectra}, without a factor. */
export function fromHalfSpectra(
  half: number,
  source: PackedLines,
  odd: number,
  target: PackedLines,
  count: number,
): void {
  for (let line = 0; line < count; line++) {
    for (let j = 0; j < target.samples; j++) {
      const to = target.at + line * target.lineStep + j * target.step;
      const sum = new Float32Array(8);
      wave(source, line, half, (k) => (2 * Math.PI * k * j) / half, sum, 0);
      wave({ ...source, at: source.at + odd }, line, half, (k) => (Math.PI * (2 * k + 1) * j) / half, sum, 0, true);
      target.data.set(sum, 8 * to);
    }
  }
}

/**
 * Transforms lines, multiplies them by a spectrum, and transforms them back, in place and without a factor.
 * @param spectrum `[count][even, odd][half]` real
 */
export function filterLines(half: number, lines: PackedLines, spectrum: Float32Array, count: number): void {
  const pixels = new Float32Array(8 * 2 * half);
  const work: PackedLines = { data: pixels, at: 0, samples: half, step: 1, lineStep: 2 * half };
  for (let line = 0; line < count; line++) {
    const each = { ...lines, at: lines.at + line * lines.lineStep };
    toHalfSpectra(half, each, work, half, 1);
    for (let at = 0; at < pixels.length; at++) pixels[at]! *= spectrum[2 * half * line + (at >> 3)]!;
    fromHalfSpectra(half, work, half, each, 1);
  }
}

/**
 * Packs the rows of images, times the weights of their pixels and of the rows.
 * @param images `[coils][count][rows.samples]` complex
 */
export function packRows(
  images: Float32Array,
  coils: number,
  weights: Float32Array,
  rowWeights: Float32Array,
  rows: PackedLines,
  count: number,
): void {
  forEachRowPixel(rows, weights, rowWeights, count, (cell, pixel, weight) => {
    for (let lane = 0; lane < 4; lane++) {
      const from = 2 * (Math.min(lane, coils - 1) * count * rows.samples + pixel);
      rows.data[8 * cell + lane] = weight * images[from]!;
      rows.data[8 * cell + 4 + lane] = weight * images[from + 1]!;
    }
  });
}

/** Unpacks rows, times the weights; their packed pixels change. Lanes beyond the last coil must repeat it. */
export function unpackRows(
  rows: PackedLines,
  weights: Float32Array,
  rowWeights: Float32Array,
  images: Float32Array,
  coils: number,
  count: number,
): void {
  forEachRowPixel(rows, weights, rowWeights, count, (cell, pixel, weight) => {
    for (let coil = 0; coil < coils; coil++) {
      const to = 2 * (coil * count * rows.samples + pixel);
      images[to] = weight * rows.data[8 * cell + coil]!;
      images[to + 1] = weight * rows.data[8 * cell + 4 + coil]!;
    }
  });
}

function forEachRowPixel(
  { at, samples, step, lineStep }: PackedLines,
  weights: Float32Array,
  rowWeights: Float32Array,
  count: number,
  use: (cell: number, pixel: number, weight: number) => void,
): void {
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < samples; i++) {
      use(at + row * lineStep + i * step, row * samples + i, weights[i]! * rowWeights[row]!);
    }
  }
}

/** Stores Σ_j x_j e^{i angle(j)} of a line's samples, for four coils. */
function wave(
  { data, at, step, lineStep }: PackedLines,
  line: number,
  samples: number,
  angle: (sample: number) => number,
  target: Float32Array,
  to: number,
  add = false,
): void {
  for (let lane = 0; lane < 4; lane++) {
    let [re, im] = add ? [target[8 * to + lane]!, target[8 * to + 4 + lane]!] : [0, 0];
    for (let j = 0; j < samples; j++) {
      const from = 8 * (at + line * lineStep + j * step) + lane;
      const [cos, sin] = [Math.cos(angle(j)), Math.sin(angle(j))];
      re += data[from]! * cos - data[from + 4]! * sin;
      im += data[from]! * sin + data[from + 4]! * cos;
    }
    target[8 * to + lane] = re;
    target[8 * to + 4 + lane] = im;
  }
}
