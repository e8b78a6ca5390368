import { copyFloats } from "../../memory/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";

/** Samples of each coil that are multiplied at a time, so that those of all coils stay in the cache. */
const BLOCK = 512;

/**
 * Adds Σ conj(x_i) x_j over samples x of the coils i and j, in float64.
 * @param data `[coils][samples]` complex, interleaved
 * @param range of each coil's samples
 * @param products `[coils][coils]` complex, interleaved; nothing is added below the diagonal
 */
export function addCoilProducts(
  data: Float32Array,
  coils: number,
  { first, count }: { readonly first: number; readonly count: number },
  products: Float64Array,
): void {
  const samples = data.length / (2 * coils);
  withScratch([2 * coils * Math.min(BLOCK, count), 4], (block, scratch) => {
    const product = new Float64Array(scratch.buffer, scratch.byteOffset, 2);
    for (let start = first; start < first + count; start += BLOCK) {
      const size = Math.min(BLOCK, first + count - start);
      const line = 2 * size * block.BYTES_PER_ELEMENT;
      for (let coil = 0; coil < coils; coil++) {
        const from = 2 * (coil * samples + start);
        copyFloats(block, data.subarray(from, from + 2 * size), 2 * coil * size);
      }
      for (let i = 0; i < coils; i++) {
        for (let j = i; j < coils; j++) {
          kernels.correlate(block.byteOffset + i * line, block.byteOffset + j * line, size, 1, product.byteOffset);
          const at = 2 * (i * coils + j);
          products[at]! += product[0]!;
          products[at + 1]! += product[1]!;
        }
      }
    }
  });
}
