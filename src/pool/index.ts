/** Threads that share a session's heavy work. */
export {
  dryPool,
  type Job,
  type Loan,
  noPool,
  type Order,
  type Outcome,
  type PoolTask,
  WorkerPool,
  type WorkPool,
} from "./pool.ts";
