import type { WorkPool } from "../../pool/index.ts";
import { Recycler } from "./recycler.ts";

const recyclers = new WeakMap<WorkPool, Recycler>();

/**
 * The buffers that a pool shares with its threads. They live as long as the pool, which may serve several sessions: a
 * thread that has no work would not release those of an earlier session.
 */
export function sharedMemory(pool: WorkPool): Recycler {
  let recycler = recyclers.get(pool);
  if (recycler === undefined) {
    recycler = new Recycler(pool.allocate);
    recyclers.set(pool, recycler);
  }
  return recycler;
}
