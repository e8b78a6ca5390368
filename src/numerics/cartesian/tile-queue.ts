import { defineTask } from "../../pool/index.ts";
import type { StoredLine } from "./grid-lines.ts";
import { type LineTile, type TileWork, transformTile } from "./line-tile.ts";
import type { ScatteredParts } from "./scattered.ts";

/** Numbers of a line in its description for other threads: its array, or −1 for zeros, its start, and its stride. */
const LINE_NUMBERS = 3;

/** Where the lines of tiles are, `[tiles][lines][LINE_NUMBERS]`, and the length of what threads take from the queue. */
interface QueueLayout {
  readonly count: number;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Tiles for several threads, each of which takes the next one until none is left, so that a thread that is late or slow
 * delays no other.
 */
export class TileQueue {
  readonly count: number;
  /** The number of tiles that are taken, and for each tile whether it is finished. */
  readonly #state: Int32Array;
  readonly #tile: (index: number) => LineTile;

  private constructor(count: number, state: Int32Array, tile: TileQueue["tile"]) {
    this.count = count;
    this.#state = state;
    this.#tile = tile;
  }

  /** @param state {@link stateLength} zeros, in memory that the threads share */
  static of(tiles: readonly LineTile[], state: Float32Array): TileQueue {
    return new TileQueue(tiles.length, integers(state), (index) => tiles[index]!);
  }

  /** Floats of the state of a queue. */
  static stateLength(tiles: number): number {
    return 1 + tiles;
  }

  /** From {@link tileParts}, on another thread. */
  static assemble({ count, sources, targets }: QueueLayout, [state, ...arrays]: readonly Float32Array[]): TileQueue {
    const lines = (numbers: Int32Array, tile: number): (StoredLine | undefined)[] => {
      const size = numbers.length / count;
      return Array.from({ length: size / LINE_NUMBERS }, (_, i) => {
        const at = tile * size + LINE_NUMBERS * i;
        const samples = arrays[numbers[at]!];
        return samples && { samples, from: numbers[at + 1]!, stride: numbers[at + 2]! };
      });
    };
    const tile = (index: number): LineTile => ({
      sources: lines(sources, index),
      targets: lines(targets, index) as StoredLine[],
    });
    return new TileQueue(count, integers(state!), tile);
  }

  tile(index: number): LineTile {
    return this.#tile(index);
  }

  /** The index of a tile that no thread has taken; `undefined` if there is none. */
  take(): number | undefined {
    const index = Atomics.add(this.#state, 0, 1);
    return index < this.count ? index : undefined;
  }

  finish(index: number): void {
    Atomics.store(this.#state, 1 + index, 1);
  }

  isFinished(index: number): boolean {
    return Atomics.load(this.#state, 1 + index) === 1;
  }
}

/** Transforms the tiles of a queue, where they are stored, that no other thread takes. */
export const tilesTask = defineTask(
  "transform-tiles",
  (work: TileWork, queue: TileQueue) => {
    for (let index = queue.take(); index !== undefined; index = queue.take()) {
      transformTile(work, queue.tile(index));
      queue.finish(index);
    }
  },
  TileQueue.assemble,
);

function integers({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}

/**
 * Tiles and the state of their queue, for other threads. Lines are described by the memory that they share with others:
 * far fewer arrays than lines.
 */
export function tileParts(tiles: readonly LineTile[], state: Float32Array): ScatteredParts {
  const memory = new SharedArrays();
  const sources = memory.describe(tiles.map((tile) => tile.sources));
  const targets = memory.describe(tiles.map((tile) => tile.targets));
  const layout: QueueLayout = { count: tiles.length, sources, targets };
  return { layout, arrays: [state, ...memory.arrays] };
}

/** The memory of lines, each buffer once. */
class SharedArrays {
  readonly arrays: Float32Array[] = [];
  readonly #indices = new Map<ArrayBufferLike, number>();

  /** @returns `[tiles][lines][LINE_NUMBERS]` */
  describe(tiles: readonly (readonly (StoredLine | undefined)[])[]): Int32Array {
    const count = tiles.reduce((sum, { length }) => sum + length, 0);
    const numbers = new Int32Array(LINE_NUMBERS * count).fill(-1);
    let at = 0;
    // Loops with indices and without objects: a volume has tens of thousands of lines.
    for (const lines of tiles) {
      for (let i = 0; i < lines.length; i += 1, at += LINE_NUMBERS) {
        const line = lines[i];
        if (line === undefined) continue;
        numbers[at] = this.#indexOf(line.samples.buffer);
        numbers[at + 1] = line.samples.byteOffset / (2 * Float32Array.BYTES_PER_ELEMENT) + line.from;
        numbers[at + 2] = line.stride;
      }
    }
    return numbers;
  }

  #indexOf(buffer: ArrayBufferLike): number {
    let index = this.#indices.get(buffer);
    if (index === undefined) {
      index = this.arrays.length;
      this.#indices.set(buffer, index);
      this.arrays.push(new Float32Array(buffer));
    }
    return index;
  }
}
