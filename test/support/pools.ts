import { noPool, type WorkPool } from "../../src/pool/index.ts";

/** A pool that completes tasks out of order, the last one first. */
export function unorderedPool(size: number): WorkPool & { jobs: number[] } {
  const jobs: number[] = [];
  const waiting: (() => void)[] = [];
  return {
    ...noPool,
    idle: false,
    size,
    jobs,
    async run(job, onResult) {
      jobs.push(job.inputLength ?? job.input.floats.length);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        setImmediate(() => waiting.pop()!());
      });
      return noPool.run(job, onResult);
    },
  };
}
