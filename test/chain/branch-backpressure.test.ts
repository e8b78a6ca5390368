import { mergeMap } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit, drive } from "../../src/chain/index.ts";
import { defineGadget, type Message, mapAsync } from "../../src/gadget-api/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { operatorOf, passing } from "../support/chains.ts";
import { readout } from "../support/messages.ts";

describe("backpressure of branches", () => {
  /** Counts the messages consumed of a long stream of readouts. */
  function endless() {
    const taken = { count: 0 };
    async function* source() {
      for (;;) {
        taken.count += 1;
        yield [readout({ scanCounter: taken.count })];
      }
    }
    return { taken, source: source() };
  }
  const turns = async () => {
    for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
  };

  it("requests no more messages while the sink is full, whatever the branches produce", async () => {
    const { taken, source } = endless();
    const written: Message[] = [];
    const twice = passing(
      "twice",
      ["acquisition"],
      ["acquisition"],
      mergeMap((message) => [message, message]),
    );
    const operator = await operatorOf([twice], "  - parallel: { x: [], y: [twice] }");
    const sink = {
      write: (message: Message) => void written.push(message),
      drained: () => new Promise<void>(() => {}),
    };
    void drive({ source, operator, credit: new Credit(), sink });
    await turns();
    expect(taken.count).toBe(1);
    expect(written).toHaveLength(3);
  });

  it("requests no more than the slowest branch can accept", async () => {
    const { taken, source } = endless();
    const credit = new Credit();
    const stuck = defineGadget({
      name: "stuck",
      summary: "S.",
      in: ["acquisition"],
      out: ["acquisition"],
      parameters: {},
      create: (context) => mapAsync(context, () => new Promise<Acquisition>(() => {}), { concurrency: 3 }),
    });
    const operator = await operatorOf([stuck], "  - parallel: { x: [], y: [stuck] }", { credit });
    void drive({ source, operator, credit, sink: { write: () => {}, drained: () => undefined } });
    await turns();
    expect(taken.count).toBe(3);
  });
});
