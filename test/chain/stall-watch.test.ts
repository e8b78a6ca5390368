import { mergeWith, NEVER, type OperatorFunction } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runChain, StepError } from "../../src/chain/index.ts";
import { defineGadget, type Message, mapAsync } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { image } from "../../src/testing/index.ts";
import { compileWith, passing } from "../support/chains.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

const never = passing("never", ["image"], ["image"], mergeWith(NEVER) as OperatorFunction<Message, Message>);
const stuck = defineGadget({
  name: "stuck",
  summary: "S.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: (context) => mapAsync(context, () => new Promise<never>(() => {})),
});

/** Runs a chain of two steps, of which the second keeps it waiting. */
async function run(
  gadget: typeof never,
  options: { thirdParty?: boolean; hangSeconds?: number; isFull?: boolean } = {},
) {
  const fingerprint = options.thirdParty === false ? {} : { fingerprint: "1" };
  const steps = `description: d\nchain:\n  - first\n  - ${gadget.name}\n`;
  const chain = await compileWith([passing("first"), gadget], steps, undefined, fingerprint);
  const reported: string[] = [];
  const leaving = new AbortController();
  const drained = options.isFull ? new Promise<void>(() => {}) : undefined;
  const running = runChain(
    chain,
    async function* () {
      yield [image([1])];
    },
    { write: () => {}, drained: () => drained },
    {
      headerText: undefined,
      version: "1",
      pool: noPool,
      noise: noNoiseStore,
      hangSeconds: options.hangSeconds,
      signal: leaving.signal,
      report: (level, text) => reported.push(`${level}: ${text}`),
    },
  ).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1000);
  return { reported, running, leave: () => leaving.abort(new Error("left")) };
}

const NAME = (gadget: string) => `chain test, step 2, ${gadget} (test.yaml:4:5)`;

describe("a step that keeps its chain waiting", () => {
  it.each([
    [never, "it has all of its input, and has not completed"],
    [stuck, "it has produced nothing"],
  ])("is named after seconds, then more and more seldom: $name", async (gadget, state) => {
    const { reported, running, leave } = await run(gadget);
    expect(reported).toEqual([]);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(reported).toEqual(
      [5, 10, 20].map((seconds) => `warning: waiting for ${NAME(gadget.name)}: ${state} for ${seconds} seconds`),
    );
    leave();
    await expect(running).resolves.toMatchObject({ message: "left" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends its run after the time that it has", async () => {
    const { running } = await run(never, { hangSeconds: 3 });
    await vi.advanceTimersByTimeAsync(4000);
    const error = await running;
    expect(error).toBeInstanceOf(StepError);
    expect((error as Error).message).toContain(
      `${NAME("never")}: it has all of its input, and has not completed for 3 seconds, which is the limit; --hang-timeout raises it`,
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is reported later, and never ended, if it is built in", async () => {
    const { reported, leave } = await run(never, { thirdParty: false, hangSeconds: 3 });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(reported).toEqual([expect.stringMatching(/^info: waiting for .* for 10 seconds$/)]);
    leave();
  });

  it("is not reported while its results are not accepted", async () => {
    const { reported, leave } = await run(never, { isFull: true, hangSeconds: 3 });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(reported).toEqual([]);
    leave();
  });
});
