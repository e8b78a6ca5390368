/** Node's worker threads; the rest of the pool needs no module of Node. */
export { WorkerPool } from "./worker-pool.ts";
