// Hot loops in AssemblyScript, on the heap of the transform library: all pointers are byte offsets into it, and aligned to
// 16 bytes unless said otherwise. Each has a twin in plain TypeScript, twins.ts, which says what it computes and judges it.

/** twins.scale */
export function scale(pointer: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = pointer + ((<usize>count) << 2);
  const vectorEnd = pointer + (((<usize>count) >> 2) << 4);
  for (; pointer < vectorEnd; pointer += 16) v128.store(pointer, f32x4.mul(v128.load(pointer), factors));
  for (; pointer < end; pointer += 4) store<f32>(pointer, load<f32>(pointer) * factor);
}

/** twins.gatherLines */
export function gatherLines(source: usize, target: usize, stride: i32, length: i32, lines: i32): void {
  const row = (<usize>stride) << 3;
  const line = (<usize>length) << 3;
  const half = length >> 1;
  for (let sample = 0; sample < length; sample += 2) {
    const to = target + ((<usize>(sample < half ? sample + half : sample - half)) << 3);
    const from = source + (<usize>sample) * row;
    let i = 0;
    for (; i + 2 <= lines; i += 2) {
      const a = v128.load(from + ((<usize>i) << 3));
      const b = v128.load(from + row + ((<usize>i) << 3));
      v128.store(to + (<usize>i) * line, v128.shuffle<i64>(a, b, 0, 2));
      v128.store(to + (<usize>(i + 1)) * line, v128.shuffle<i64>(a, b, 1, 3));
    }
    if (i < lines) {
      store<i64>(to + (<usize>i) * line, load<i64>(from + ((<usize>i) << 3)));
      store<i64>(to + (<usize>i) * line + 8, load<i64>(from + row + ((<usize>i) << 3)));
    }
  }
}

/** twins.scatterLines */
export function scatterLines(source: usize, target: usize, stride: i32, length: i32, lines: i32, factor: f32): void {
  const row = (<usize>stride) << 3;
  const line = (<usize>length) << 3;
  const half = length >> 1;
  const factors = f32x4.splat(factor);
  for (let sample = 0; sample < length; sample += 2) {
    const from = source + ((<usize>(sample < half ? sample + half : sample - half)) << 3);
    const to = target + (<usize>sample) * row;
    let i = 0;
    for (; i + 2 <= lines; i += 2) {
      const a = f32x4.mul(v128.load(from + (<usize>i) * line), factors);
      const b = f32x4.mul(v128.load(from + (<usize>(i + 1)) * line), factors);
      v128.store(to + ((<usize>i) << 3), v128.shuffle<i64>(a, b, 0, 2));
      v128.store(to + row + ((<usize>i) << 3), v128.shuffle<i64>(a, b, 1, 3));
    }
    if (i < lines) {
      const a = f32x4.mul(v128.load(from + (<usize>i) * line), factors);
      store<i64>(to + ((<usize>i) << 3), i64x2.extract_lane(a, 0));
      store<i64>(to + row + ((<usize>i) << 3), i64x2.extract_lane(a, 1));
    }
  }
}

/** twins.addSquares */
export function addSquares(source: usize, sums: usize, pixels: i32): void {
  let i = 0;
  for (; i + 4 <= pixels; i += 4) {
    const a = v128.load(source + ((<usize>i) << 3));
    const b = v128.load(source + ((<usize>i) << 3) + 16);
    const re = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
    const at = sums + ((<usize>i) << 2);
    v128.store(at, f32x4.add(v128.load(at), f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im))));
  }
  for (; i < pixels; i++) {
    const re = load<f32>(source + ((<usize>i) << 3));
    const im = load<f32>(source + ((<usize>i) << 3) + 4);
    const at = sums + ((<usize>i) << 2);
    store<f32>(at, load<f32>(at) + re * re + im * im);
  }
}

/** twins.rootsToComplex */
export function rootsToComplex(sums: usize, target: usize, pixels: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= pixels; i += 4) {
    const roots = f32x4.sqrt(v128.load(sums + ((<usize>i) << 2)));
    const to = target + ((<usize>i) << 3);
    v128.store(to, v128.shuffle<f32>(roots, zero, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(roots, zero, 2, 6, 3, 7), 16);
  }
  for (; i < pixels; i++) {
    store<f32>(target + ((<usize>i) << 3), sqrt<f32>(load<f32>(sums + ((<usize>i) << 2))));
    store<f32>(target + ((<usize>i) << 3) + 4, 0);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function complexTimes(v: v128, re: v128, im: v128): v128 {
  return f32x4.add(f32x4.mul(v, re), f32x4.mul(v128.shuffle<f32>(v, v, 1, 0, 3, 2), im));
}

/** twins.mixCoils */
export function mixCoils(matrix: usize, source: usize, target: usize, coilsIn: i32, coilsOut: i32, samples: i32): void {
  const line = (<usize>samples) << 3;
  const column = (<usize>coilsOut) << 3;
  for (let j = 0; j < coilsOut; j++) {
    const weights = matrix + ((<usize>j) << 3);
    // The last coil that counts: whitening matrices are upper triangular.
    let rows = coilsIn;
    while (rows > 0 && load<i64>(weights + (<usize>(rows - 1)) * column) == 0) rows--;
    const out = target + (<usize>j) * line;
    for (let s: usize = 0; s < line; s += 32) {
      let sum = f32x4.splat(0);
      let sum2 = f32x4.splat(0);
      let from = source + s;
      let weight = weights;
      for (let i = 0; i < rows; i++) {
        // A coil without weight must not reach the sum: what it measures may not be a number.
        if (load<i64>(weight) != 0) {
          const re = v128.load32_splat(weight);
          const im = v128.xor(v128.load32_splat(weight, 4), i32x4(0x80000000, 0, 0x80000000, 0));
          sum = f32x4.add(sum, complexTimes(v128.load(from), re, im));
          sum2 = f32x4.add(sum2, complexTimes(v128.load(from, 16), re, im));
        }
        from += line;
        weight += column;
      }
      v128.store(out + s, sum);
      v128.store(out + s, sum2, 16);
    }
  }
}
