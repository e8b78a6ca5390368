import fc from "fast-check";
import { map, mergeMap } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit } from "../../src/chain/index.ts";
import { type Message, mapAsync } from "../../src/gadget-api/index.ts";
import { passing, runWith } from "../support/chains.ts";
import { image, readout } from "../support/messages.ts";

const numbered = (count: number): Message[] => Array.from({ length: count }, (_, i) => image([i]));
const pixels = (messages: readonly Message[]) => messages.map((message) => (message as { data: Float32Array }).data[0]);
const adding = (name: string, value: number) =>
  passing(
    name,
    ["image"],
    ["image"],
    map((message) => image([pixels([message])[0]! + value])),
  );
const repeating = (name: string, times: number) =>
  passing(
    name,
    ["image"],
    ["image"],
    mergeMap((message) => Array<Message>(times).fill(message)),
  );
const gadgets = [adding("add-100", 100), adding("add-200", 200), repeating("drop", 0), repeating("thrice", 3)];

describe("merge: branches", () => {
  const anyBranch = fc.array(fc.constantFrom("add-100", "add-200", "drop", "thrice"), { maxLength: 3 });

  it("emits all output of the first branch, then all of the second, and so on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(5), fc.array(anyBranch, { minLength: 2, maxLength: 4 }), async (count, branches) => {
        const messages = numbered(count);
        const text = branches.map((steps, i) => `b${i}: [${steps}]`).join(", ");
        const results = await runWith(gadgets, `  - parallel: { merge: branches, ${text} }`, messages);
        const alone = [];
        for (const steps of branches) {
          const flat = steps.map((step) => `  - ${step}\n`).join("");
          alone.push(...(steps.length === 0 ? messages : await runWith(gadgets, flat, messages)));
        }
        expect(pixels(results)).toEqual(pixels(alone));
      }),
      { numRuns: 25 },
    );
  });

  it("waits for a slow branch", async () => {
    const slow = passing("slow", ["image"], ["image"], (source) =>
      source.pipe(
        mapAsync({ credit: new Credit() }, async (message: Message) => {
          await new Promise(setImmediate);
          return message;
        }),
      ),
    );
    const results = await runWith(
      [...gadgets, slow],
      "  - parallel: { merge: branches, x: [slow], y: [add-100] }",
      numbered(3),
    );
    expect(pixels(results)).toEqual([0, 1, 2, 100, 101, 102]);
  });

  it("fails if more data wait than the limit, and gives a remedy", async () => {
    const readouts = [1, 2, 3].map((scanCounter) => readout({ scanCounter }));
    // 340 bytes of header, 16 samples of 2 channels of 8 bytes.
    const each = 340 + 16 * 2 * 8;
    const steps = (maxBytes: number) => `  - parallel: { merge: branches, maxBytes: ${maxBytes}, x: [], y: [], z: [] }`;
    expect(await runWith([], steps(6 * each), readouts)).toHaveLength(9);
    const limit = 6 * each - 1;
    await expect(runWith([], steps(limit), readouts)).rejects.toThrow(
      `chain test, step 1, parallel (test.yaml:3:5), at scan counter 3: the output of branch z that waits for branch x: ${6 * each} bytes, more than the limit of ${limit}; put the branch with more output first, use \`merge: arrival\`, or raise maxBytes`,
    );
    await expect(runWith([], steps(6 * each), readouts, { maxBytes: limit })).rejects.toThrow(/--session-memory$/);
    expect(await runWith([], steps(1).replace("merge: branches, ", ""), readouts)).toHaveLength(9);
  });

  it("does not delay the first branch", async () => {
    const steps = "  - parallel: { merge: branches, maxBytes: 1, x: [thrice], y: [drop] }";
    expect(await runWith(gadgets, steps, numbered(2))).toHaveLength(6);
  });
});
