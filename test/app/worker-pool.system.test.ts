import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { workerPool } from "../../src/app/composition.ts";

const cores = availableParallelism();

it.each([
  [1, 0, { size: 0 }],
  [3, 0, { size: 2, forLightWork: 2 }],
  [3, cores, { size: 2, forLightWork: 0 }],
  [cores + 1, 1, { size: cores, forLightWork: Math.max(0, cores - 2) }],
])("%i threads that compute while %i others keep cores busy are %o", async (threads, others, expected) => {
  const pool = workerPool(threads, others);
  expect(pool).toMatchObject(expected);
  await pool.close();
});
