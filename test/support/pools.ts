import { noPool, type WorkPool } from "../../src/pool/index.ts";

/** A pool that completes tasks out of order, the last one first. `jobs` has the lengths of their inputs. */
export function unorderedPool(size: number): WorkPool & { jobs: number[] } {
  const jobs: number[] = [];
  const waiting: (() => void)[] = [];
  return {
    ...noPool,
    size,
    jobs,
    async run(job) {
      jobs.push(job.inputs.reduce((sum, { length }) => sum + length, 0));
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        setImmediate(() => waiting.pop()!());
      });
      return noPool.run(job);
    },
  };
}
