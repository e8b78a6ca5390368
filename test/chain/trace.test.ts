import { concatMap, map, of } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Trace, traceLines } from "../../src/chain/observe/index.ts";
import { defineGadget, type Message, mapAsync } from "../../src/gadget-api/index.ts";
import { image, readout } from "../../src/testing/index.ts";
import { passing, runWith } from "../support/chains.ts";

let clock = 0;
beforeEach(() => {
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Work that takes time. */
function compute(ms: number): void {
  clock += ms;
}

const slow = (name: string, ms: number) =>
  passing(
    name,
    ["image"],
    ["image"],
    map((message) => {
      compute(ms);
      return message;
    }),
  );
const twice = passing(
  "twice",
  ["image"],
  ["image"],
  concatMap((message: Message) => of(message, message)),
);
const later = defineGadget({
  name: "later",
  summary: "S.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: (context) => mapAsync(context, async (each) => each, { concurrency: 2 }),
});

async function traced(gadgets: Parameters<typeof runWith>[0], messages: readonly Message[]) {
  const trace = new Trace();
  const steps = gadgets.map(({ name }) => `  - ${name}\n`).join("");
  const results = await runWith(gadgets, steps, messages, { trace });
  return { times: trace.times, results };
}

describe("Trace", () => {
  it("counts messages and bytes of the kinds that a step consumes, and records when it was active", async () => {
    const { times, results } = await traced([twice, slow("slow", 0)], [image([1, 2]), readout(), image([3, 4])]);
    expect(results).toHaveLength(5);
    expect(times.map(({ name, took, made }) => [name, took, made])).toEqual([
      ["chain test, step 1, twice (test.yaml:3:5)", 2, 4],
      ["chain test, step 2, slow (test.yaml:4:5)", 4, 4],
      ["results", 5, 5],
    ]);
    const [first, second] = times;
    expect(first!.madeBytes).toBe(2 * first!.tookBytes);
    expect(second!.tookBytes).toBe(first!.madeBytes);
    for (const { firstSeconds, lastSeconds } of times) expect(firstSeconds!).toBeLessThanOrEqual(lastSeconds!);
  });

  it("attributes time to the step that uses it, not to the upstream steps that call it", async () => {
    const { times } = await traced([slow("one", 4), slow("two", 40)], [image([1]), image([2])]);
    const [one, two] = times;
    expect(one!.seconds).toBeCloseTo(0.008, 9);
    expect(two!.seconds).toBeCloseTo(0.08, 9);
  });

  it("counts the messages inside an asynchronous step", async () => {
    const { times } = await traced([later], [image([1]), image([2]), image([3])]);
    expect(times[0]).toMatchObject({ took: 3, made: 3, mostInside: 3 });
  });

  it("formats a table with one line per step, and fitting columns", async () => {
    const { times } = await traced([twice], [image([1])]);
    const lines = traceLines(times);
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
    expect(lines[0]).toMatch(/^step +in +out +MB in +MB out +inside +seconds +from +to$/);
    expect(lines[1]).toMatch(/^step 1, twice \(test\.yaml:3:5\) +1 +2 /);
    expect(traceLines([])).toEqual([]);
  });
});
