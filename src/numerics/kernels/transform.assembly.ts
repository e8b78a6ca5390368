// Centred transforms in AssemblyScript: Stockham's self-sorting algorithm with several radices, on four lines at a
// time. For each sample, a tile holds the real parts of its four lines followed by their imaginary parts, 32 bytes in
// total, so that butterflies need no shuffles. `transform` in reference-kernels.ts specifies the result.
//
// A plan is a record of 32-bit integers: length, tile (a pointer to three tiles, one after the other), count of stages,
// and for each stage radix, span, twiddles (a pointer) and roots (a pointer, for radices without a butterfly of their
// own).
//
// D. H. Bailey, A high-performance FFT algorithm for vector supercomputers, 1988 (Stockham's algorithm).

import { radix2, radix3, radix4, radix5, radix8, radixOdd } from "./butterflies.assembly";
import { gatherPair, scatterPair } from "./column-pairs.assembly";
import { gather, Lines, scatter } from "./tiles.assembly";

/**
 * Longest transform of eight columns, which share the processor's cache lines, in three tiles: those of longer ones do
 * not fit into a cache of the second level.
 */
const LONGEST_PAIR: i32 = 4096;

const STAGES: usize = 12;
const STAGE: usize = 16;

/**
 * See `transform` in reference-kernels.ts.
 * @param swapped whether real and imaginary parts are swapped in the input and in the output, for the inverse transform
 */
export function transform(plan: usize, source: Lines, target: Lines, count: i32, factor: f32, swapped: bool): void {
  const length = load<i32>(plan);
  const tile = load<usize>(plan, 4);
  let line = 0;
  if (source.lineStep === 8 && target.lineStep === 8 && length <= LONGEST_PAIR) {
    const bytes = (<usize>length) << 5;
    const realAt: usize = swapped ? 16 : 0;
    const other = tile + 2 * bytes;
    for (; line + 8 <= count; line += 8) {
      gatherPair(source, source.data + ((<usize>line) << 3), tile, other, length, realAt);
      const done = stages(plan, tile, tile + bytes);
      // The tile that does not hold the result is free.
      const otherDone = stages(plan, other, 2 * tile + bytes - done);
      scatterPair(target, target.data + ((<usize>line) << 3), done, otherDone, length, factor, realAt);
    }
  }
  for (; line < count; line += 4) {
    const lanes = min(4, count - line);
    gather(source, source.data + <usize>line * source.lineStep, lanes, tile, length, swapped ? 16 : 0);
    const done = stages(plan, tile, tile + ((<usize>length) << 5));
    scatter(target, target.data + <usize>line * target.lineStep, lanes, done, length, factor, swapped ? 16 : 0);
  }
}

/** Runs the stages, alternating between two tiles, and returns the one that holds the result. */
export function stages(plan: usize, from: usize, to: usize): usize {
  let rest = load<i32>(plan);
  let stride = 1;
  const end = plan + STAGES + <usize>load<i32>(plan, 8) * STAGE;
  for (let stage = plan + STAGES; stage < end; stage += STAGE) {
    const radix = load<i32>(stage);
    const twiddles = load<usize>(stage, 8);
    rest /= radix;
    if (radix === 4) radix4(from, to, rest, stride, twiddles);
    else if (radix === 8) radix8(from, to, rest, stride, twiddles);
    else if (radix === 2) radix2(from, to, rest, stride, twiddles);
    else if (radix === 3) radix3(from, to, rest, stride, twiddles);
    else if (radix === 5) radix5(from, to, rest, stride, twiddles);
    else radixOdd(radix, from, to, rest, stride, twiddles, load<usize>(stage, 12));
    stride *= radix;
    const other = from;
    from = to;
    to = other;
  }
  return from;
}
