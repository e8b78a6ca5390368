import { expect, it } from "vitest";
import { Demand } from "../../src/server/supervisor/demand.ts";

const MINUTE = 60_000;

it("remembers the largest number of clients for five minutes", () => {
  const demand = new Demand();
  expect(demand.peak(0)).toBe(0);
  demand.record(2, 0);
  demand.record(8, MINUTE);
  demand.record(1, 2 * MINUTE);
  demand.record(3, 3 * MINUTE);
  expect(demand.peak(6 * MINUTE)).toBe(8);
  expect(demand.peak(6 * MINUTE + 1)).toBe(3);
  expect(demand.peak(8 * MINUTE + 1)).toBe(0);
});

it("forgets what a larger number has overtaken", () => {
  const demand = new Demand();
  for (let clients = 1; clients <= 1000; clients += 1) demand.record(clients % 10, clients);
  expect(demand.peak(1000)).toBe(9);
  demand.record(9, 2 * MINUTE);
  expect(demand.peak(2 * MINUTE + 5 * MINUTE)).toBe(9);
});
