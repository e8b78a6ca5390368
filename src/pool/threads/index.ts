/** Node's worker threads; the rest of the pool needs no module of Node. */
export { collectGarbage } from "./collect-garbage.ts";
export { WorkerPool } from "./worker-pool.ts";
