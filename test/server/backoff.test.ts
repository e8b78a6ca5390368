import { expect, it } from "vitest";
import { Backoff } from "../../src/server/supervisor/backoff.ts";

it("doubles the pause with each failure, up to the longest", () => {
  const backoff = new Backoff(1000, 30_000);
  const pauses = Array.from({ length: 7 }, (_, i) => backoff.failed(i));
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(backoff.failures).toBe(7);
});

it("starts again with the first pause after a success", () => {
  const backoff = new Backoff(1000, 30_000);
  backoff.failed(0);
  backoff.failed(0);
  backoff.succeeded();
  expect(backoff.failures).toBe(0);
  expect(backoff.failed(0)).toBe(1000);
});

it("makes urgent attempts wait for the rest of the first pause only", () => {
  const backoff = new Backoff(1000, 30_000);
  expect(backoff.urgentWait(0)).toBe(0);
  for (const at of [0, 0, 5000]) backoff.failed(at);
  expect(backoff.urgentWait(5400)).toBe(600);
  expect(backoff.urgentWait(9000)).toBe(0);
});
