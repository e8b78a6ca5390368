import { directTransform } from "../numerics/reference.ts";

type Sizes = readonly number[];

/** Complex samples, `[axis n]…[axis 0]`, handled one axis at a time, straight from definitions and in float64. */
interface Field {
  readonly shape: Sizes;
  readonly data: Float64Array;
}

/** Applies a function to every line along an axis. */
function alongAxis(
  { shape, data }: Field,
  axis: number,
  size: number,
  change: (line: Float64Array) => ArrayLike<number>,
): Field {
  const shapeOut = shape.map((old, i) => (i === axis ? size : old));
  const result = new Float64Array(2 * shapeOut.reduce((product, each) => product * each, 1));
  const stride = shape.slice(0, axis).reduce((product, each) => product * each, 1);
  const length = shape[axis]!;
  for (let line = 0; line < data.length / (2 * length); line += 1) {
    const [inner, outer] = [line % stride, Math.floor(line / stride)];
    const taken = Float64Array.from(
      { length: 2 * length },
      (_, i) => data[2 * (inner + stride * (outer * length + (i >> 1))) + (i & 1)]!,
    );
    const changed = change(taken);
    for (let i = 0; i < 2 * size; i += 1)
      result[2 * (inner + stride * (outer * size + (i >> 1))) + (i & 1)] = changed[i]!;
  }
  return { shape: shapeOut, data: result };
}

/** Crop or zero-fill about floor(N / 2). */
function resized(size: number) {
  return (line: Float64Array) => {
    const shift = Math.floor(line.length / 4) - Math.floor(size / 2);
    return Float64Array.from({ length: 2 * size }, (_, i) => line[i + 2 * shift] ?? 0);
  };
}

/**
 * Coil images of k-spaces, where the last axis of `shape` is their number: each other axis is resized to `resampled`,
 * transformed, and the image cropped or filled to `pixels`, times √(resampled / sampled).
 */
export function coilImages(data: Float32Array, shape: Sizes, resampled: Sizes, pixels: Sizes): Float64Array {
  let field: Field = { shape, data: Float64Array.from(data) };
  for (const [axis, size] of resampled.entries()) {
    const gain = Math.sqrt(size / shape[axis]!);
    field = alongAxis(field, axis, size, resized(size));
    field = alongAxis(field, axis, size, (line) =>
      directTransform("inverse", Float32Array.from(line)).map((value) => value * gain),
    );
    field = alongAxis(field, axis, pixels[axis]!, resized(pixels[axis]!));
  }
  return field.data;
}

/** √Σ|c|² of `[images][coils][pixels]` complex, as `[images][pixels]` complex. */
export function rootSumOfSquares(data: Float64Array, coils: number, pixels: number): Float64Array {
  const images = data.length / (2 * coils * pixels);
  const result = new Float64Array(2 * images * pixels);
  for (let image = 0; image < images; image += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      let sum = 0;
      for (let coil = 0; coil < coils; coil += 1) {
        const at = 2 * ((image * coils + coil) * pixels + pixel);
        sum += data[at]! ** 2 + data[at + 1]! ** 2;
      }
      result[2 * (image * pixels + pixel)] = Math.sqrt(sum);
    }
  }
  return result;
}
