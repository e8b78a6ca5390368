// Covariances of the coils over a window around each pixel of a tile, four pixels of a row at a time, one in each lane.
// reference-windows.ts specifies the results; window-maps.assembly.ts computes maps from them.

import { addProduct, subtractProduct } from "./products.assembly";

/** See `WindowTile` in reference-windows.ts. Images, sums, matrices and scratch are pointers. */
// @ts-ignore: decorators are AssemblyScript's
@unmanaged
export class WindowTile {
  coils: i32;
  planes: i32;
  height: i32;
  width: i32;
  rows: i32;
  columns: i32;
  images: usize;
  rowBytes: usize;
  planeBytes: usize;
  coilBytes: usize;
  sums: usize;
  matrices: usize;
  scratch: usize;
}

/** See `largestPart` in reference-windows.ts. */
export function largestPart(pointer: usize, count: i32): f32 {
  const infinities = f32x4.splat(Infinity);
  let most = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const values = f32x4.abs(v128.load(pointer + ((<usize>i) << 2)));
    most = f32x4.pmax(most, v128.and(values, f32x4.lt(values, infinities))); // Comparisons with NaN are false.
  }
  let found = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; i < count; i++) {
    const value = abs<f32>(load<f32>(pointer + ((<usize>i) << 2)));
    if (value > found && value < <f32>Infinity) found = value;
  }
  return found;
}

/** See `splitRows` in reference-windows.ts. */
export function splitRows(source: usize, target: usize, rows: i32, columns: i32, rowBytes: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const a = v128.load(source);
      const b = v128.load(source, 16);
      const to = target + ((<usize>column) << 2);
      v128.store(to, f32x4.mul(v128.shuffle<f32>(a, b, 0, 2, 4, 6), factors));
      v128.store(to + rowBytes, f32x4.mul(v128.shuffle<f32>(a, b, 1, 3, 5, 7), factors));
      source += 32;
    }
    for (; column < columns; column++) {
      const to = target + ((<usize>column) << 2);
      store<f32>(to, load<f32>(source) * factor);
      store<f32>(to + rowBytes, load<f32>(source, 4) * factor);
      source += 8;
    }
    target += 2 * rowBytes;
  }
}

/** See `sumWindows` in reference-windows.ts. */
export function sumWindows(tile: WindowTile): void {
  const coils = tile.coils;
  const groupBytes = ((<usize>coils * <usize>(coils + 1)) >> 1) << 5;
  let matrices = tile.matrices;
  for (let i = 0; i < coils; i++) {
    const own = tile.images + <usize>i * tile.coilBytes;
    for (let plane = 0; plane < tile.planes; plane++) sumColumns(tile, own + <usize>plane * tile.planeBytes, plane > 0);
    sumAcross(tile, tile.sums + ((<usize>i) << 5), (<usize>coils) << 5);
    for (let j = 0; j <= i; j++) {
      const other = tile.images + <usize>j * tile.coilBytes;
      for (let plane = 0; plane < tile.planes; plane++) {
        const at = <usize>plane * tile.planeBytes;
        multiplyColumns(tile, own + at, other + at, plane > 0);
      }
      sumAcross(tile, matrices, groupBytes);
      matrices += 32;
    }
  }
}

/** Bytes of a row of the scratch memory, of real or imaginary parts. */
function scratchBytes(tile: WindowTile): usize {
  return (<usize>((tile.columns + tile.width + 2) & ~3)) << 2;
}

// A window of `height` rows is the end of the rows of the tile's first window, and the beginning of those after it.
// Unlike in a running sum, nothing is subtracted: bright pixels leave no rounding errors elsewhere.

/** Sums of a plane over the windows' rows, to scratch, or added to it. */
function sumColumns(tile: WindowTile, image: usize, adds: bool): void {
  const rowBytes = 2 * tile.rowBytes;
  const bytes = scratchBytes(tile);
  const rows = tile.rows;
  const height = tile.height;
  for (let at: usize = 0; at < bytes; at += 16) {
    for (let part: usize = 0; part < 2; part++) {
      const from = image + at + part * tile.rowBytes;
      let to = tile.scratch + at + part * bytes + <usize>(rows - 1) * 2 * bytes;
      let sum = f32x4.splat(0);
      for (let row = height - 1; row >= 0; row--) {
        sum = f32x4.add(sum, v128.load(from + <usize>row * rowBytes));
        if (row >= rows) continue;
        v128.store(to, adds ? f32x4.add(v128.load(to), sum) : sum);
        to -= 2 * bytes;
      }
      to += 2 * bytes;
      sum = f32x4.splat(0);
      for (let row = height; row < height + rows - 1; row++) {
        to += 2 * bytes;
        sum = f32x4.add(sum, v128.load(from + <usize>row * rowBytes));
        v128.store(to, f32x4.add(v128.load(to), sum));
      }
    }
  }
}

/** Sums of a · conj(b) over the windows' rows, to scratch, or added to it. */
function multiplyColumns(tile: WindowTile, a: usize, b: usize, adds: bool): void {
  const imaginary = tile.rowBytes;
  const rowBytes = 2 * imaginary;
  const bytes = scratchBytes(tile);
  const fromFirst = <usize>tile.rows * rowBytes;
  const toMiddle = <usize>(tile.height - 1) * rowBytes;
  const toEnd = toMiddle + fromFirst;
  const difference = b - a;
  for (let at: usize = 0; at < bytes; at += 16) {
    let to = tile.scratch + at + <usize>(tile.rows - 1) * 2 * bytes;
    const first = a + at;
    let re = f32x4.splat(0);
    let im = f32x4.splat(0);
    for (let from = first + toMiddle; from >= first; from -= rowBytes) {
      const aRe = v128.load(from);
      const aIm = v128.load(from + imaginary);
      const bRe = v128.load(from + difference);
      const bIm = v128.load(from + difference + imaginary);
      re = addProduct(addProduct(re, aRe, bRe), aIm, bIm);
      im = subtractProduct(addProduct(im, aIm, bRe), aRe, bIm);
      if (from >= first + fromFirst) continue;
      v128.store(to, adds ? f32x4.add(v128.load(to), re) : re);
      v128.store(to + bytes, adds ? f32x4.add(v128.load(to + bytes), im) : im);
      to -= 2 * bytes;
    }
    to += 4 * bytes;
    re = f32x4.splat(0);
    im = f32x4.splat(0);
    for (let from = first + toMiddle + rowBytes; from < first + toEnd; from += rowBytes) {
      const aRe = v128.load(from);
      const aIm = v128.load(from + imaginary);
      const bRe = v128.load(from + difference);
      const bIm = v128.load(from + difference + imaginary);
      re = addProduct(addProduct(re, aRe, bRe), aIm, bIm);
      im = subtractProduct(addProduct(im, aIm, bRe), aRe, bIm);
      v128.store(to, f32x4.add(v128.load(to), re));
      v128.store(to + bytes, f32x4.add(v128.load(to + bytes), im));
      to += 2 * bytes;
    }
  }
}

/** Sums over the windows' columns, from scratch to groups of four pixels, `groupBytes` apart. */
function sumAcross(tile: WindowTile, to: usize, groupBytes: usize): void {
  const bytes = scratchBytes(tile);
  const width = (<usize>tile.width) << 2;
  const columns = (<usize>tile.columns) << 2;
  let row = tile.scratch;
  for (let k = 0; k < tile.rows; k++) {
    for (let from = row; from < row + columns; from += 16) {
      let re = v128.load(from);
      let im = v128.load(from + bytes);
      for (let at = from + 4; at < from + width; at += 4) {
        re = f32x4.add(re, v128.load(at));
        im = f32x4.add(im, v128.load(at + bytes));
      }
      v128.store(to, re);
      v128.store(to, im, 16);
      to += groupBytes;
    }
    row += 2 * bytes;
  }
}
