import { setImmediate as turn } from "node:timers/promises";
import { sharedMemory } from "../../gadget-api/services/index.ts";
import {
  type LineTile,
  TileQueue,
  type TileWork,
  tileParts,
  tilesTask,
  transformTile,
} from "../../numerics/cartesian/index.ts";
import type { WorkPool } from "../../pool/index.ts";

/** Tiles that can be transformed in any order. */
export interface TileStage {
  readonly work: TileWork;
  readonly tiles: readonly LineTile[];
  /** Called once for each tile, on the calling thread, when it is transformed. */
  done(index: number, tile: LineTile): void;
}

/** A turn of the event loop in which nothing happened is shorter. */
const IDLE_MS = 0.1;

const NONE = new Float32Array(0);

/** Transforms all tiles on the calling thread. */
export function runStage({ work, tiles, done }: TileStage, pool: WorkPool): void {
  const input = TileQueue.of(tiles, new Float32Array(TileQueue.stateLength(tiles.length)));
  pool.runInline({ task: tilesTask, parameters: work, input, output: NONE });
  for (const [index, tile] of tiles.entries()) done(index, tile);
}

/**
 * Transforms tiles on the threads of a pool, and on this one whenever it has nothing else to do. Tiles in memory that
 * the threads do not share are transformed here, one between two turns of the event loop.
 * @throws the error of a thread
 */
export async function runDividedStage({ work, tiles, done }: TileStage, pool: WorkPool): Promise<void> {
  const memory = sharedMemory(pool);
  const state = memory.allocate(TileQueue.stateLength(tiles.length)).fill(0);
  const queue = TileQueue.of(tiles, state);
  const { layout, arrays } = tileParts(tiles, state);
  const isShared = arrays.every((array) => pool.shares(array));
  const job = { task: tilesTask as never, parameters: work, inputs: arrays, outputs: [], layout };
  const threads = Promise.all(Array.from({ length: isShared ? pool.size : 0 }, () => pool.run(job)));
  let failure: { readonly error: unknown } | undefined;
  threads.catch((error: unknown) => {
    failure = { error };
  });
  const waiting = new Set(tiles.keys());
  while (waiting.size > 0) {
    const before = performance.now();
    await turn();
    if (failure !== undefined) throw failure.error;
    const isIdle = !isShared || performance.now() - before < IDLE_MS;
    const index = isIdle ? queue.take() : undefined;
    if (index !== undefined) {
      transformTile(work, tiles[index]!);
      queue.finish(index);
    }
    for (const each of waiting) {
      if (!queue.isFinished(each)) continue;
      waiting.delete(each);
      done(each, tiles[each]!);
    }
  }
  // A thread that has other work looks into the queue later, when the stage has ended.
  threads.then(
    () => memory.release(state),
    () => {},
  );
}
