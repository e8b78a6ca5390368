import { allocate, heapArray, kernels } from "../kernels/heap.ts";
import type { Direction, LineLayout, LineTransform } from "./line-transform.ts";

/**
 * Largest prime factor that becomes a stage. A stage for an odd prime p costs about p operations per sample; up to this
 * prime, it was measured to take less than half the time of Bluestein's algorithm.
 */
const LARGEST_RADIX = 509;

/** Radices with a dedicated butterfly; the others share one. */
const BUTTERFLIES: readonly number[] = [2, 3, 4, 5, 8];

const COMPLEX = 2 * Float32Array.BYTES_PER_ELEMENT;
/** Bytes of one sample of the four lines of a tile. */
const TILE_SAMPLE = 4 * COMPLEX;

const plans = new FinalizationRegistry((plan: number) => kernels.release(plan));

/** Transforms of lengths without large prime factors, by the kernels, in float32. */
export class SmoothTransform implements LineTransform {
  readonly length: number;
  /** Pointer to the kernels' plan, valid as long as this object is referenced. */
  readonly plan: number;

  /** @param radices their product is the length, see {@link stagesOf} */
  constructor(length: number, radices: readonly number[]) {
    this.length = length;
    this.plan = makePlan(length, radices);
    plans.register(this, this.plan);
  }

  transform(direction: Direction, source: LineLayout, target: LineLayout, count: number, factor = 1): void {
    const scale = factor / Math.sqrt(this.length);
    // The inverse transform is the forward one with real and imaginary parts swapped, in the input and in the output.
    const swapped = direction === "inverse";
    kernels.transform(this.plan, describe(source, 0), describe(target, 1), count, scale, swapped);
  }
}

/**
 * The stages of a length: radices whose product it is.
 * @returns `undefined` if it has a large prime factor
 */
export function stagesOf(length: number): number[] | undefined {
  const radices: number[] = [];
  let rest = length;
  for (let prime = 3; prime <= LARGEST_RADIX; prime += 2) {
    for (; rest % prime === 0; rest /= prime) radices.push(prime);
  }
  // Radix 4, with one 8 at the end where that avoids a 2.
  const eight = rest >= 8 && Math.log2(rest) % 2 === 1;
  for (const end = eight ? 8 : 2; rest % 4 === 0 && rest > end; rest /= 4) radices.push(4);
  for (const last of [8, 2]) {
    if (rest !== last) continue;
    radices.push(last);
    rest /= last;
  }
  return rest === 1 ? radices : undefined;
}

/** Two records of {@link LineLayout}, valid during a call. */
const records = allocate(2 * 20);

/** A view of both, renewed when the heap has grown. */
let view = new Uint32Array(kernels.memory.buffer, records, 10);

function describe({ data, samples, center, sampleStep, lineStep }: LineLayout, slot: 0 | 1): number {
  if (view.length === 0) view = new Uint32Array(kernels.memory.buffer, records, 10);
  const first = 5 * slot;
  view[first] = data.byteOffset;
  view[first + 1] = samples;
  view[first + 2] = center;
  view[first + 3] = COMPLEX * sampleStep;
  view[first + 4] = COMPLEX * lineStep;
  return records + 20 * slot;
}

/**
 * Writes a plan, in the layout of transform.assembly.ts, to one block of memory: record, tables, space for three tiles.
 */
function makePlan(length: number, radices: readonly number[]): number {
  const aligned = (bytes: number) => 16 * Math.ceil(bytes / 16);
  const rootsBytes = (radix: number) => (BUTTERFLIES.includes(radix) ? 0 : aligned(COMPLEX * radix) + 32 * (radix - 1));
  const recordBytes = aligned(4 * (3 + 4 * radices.length));
  const tables = radices.map((radix, i) => {
    const rest = radices.slice(i + 1).reduce((product, each) => product * each, 1);
    return { radix, rest, twiddleBytes: aligned(COMPLEX * rest * (radix - 1)), rootsBytes: rootsBytes(radix) };
  });
  const tableBytes = tables.reduce((sum, each) => sum + each.twiddleBytes + each.rootsBytes, 0);
  const plan = allocate(recordBytes + tableBytes + 3 * TILE_SAMPLE * length);

  const record = [length, plan + recordBytes + tableBytes, radices.length];
  let pointer = plan + recordBytes;
  for (const { radix, rest, twiddleBytes, rootsBytes } of tables) {
    record.push(radix, 0, pointer, pointer + twiddleBytes);
    const twiddles = heapArray(pointer, 2 * rest * (radix - 1));
    for (let group = 0, at = 0; group < rest; group++) {
      for (let k = 1; k < radix; k++, at += 2) setRoot(twiddles, at, -group * k, rest * radix);
    }
    if (rootsBytes > 0) {
      const roots = heapArray(pointer + twiddleBytes, 2 * radix);
      for (let j = 0; j < radix; j++) setRoot(roots, 2 * j, j, radix);
    }
    pointer += twiddleBytes + rootsBytes;
  }
  new Uint32Array(kernels.memory.buffer, plan, record.length).set(record);
  return plan;
}

/** e^{2πi · turns / of} */
function setRoot(table: Float32Array, at: number, turns: number, of: number): void {
  const angle = (2 * Math.PI * (turns % of)) / of;
  table[at] = Math.cos(angle);
  table[at + 1] = Math.sin(angle);
}
