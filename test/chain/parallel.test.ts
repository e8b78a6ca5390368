import fc from "fast-check";
import { concat, defer, lastValueFrom, map, NEVER, of, Subject, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit, StepError } from "../../src/chain/index.ts";
import { defineGadget, type Message, mapAsync } from "../../src/gadget-api/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { operatorOf, passing, runWith } from "../support/chains.ts";
import { image, readout, waveform } from "../support/messages.ts";

const all = ["acquisition", "waveform", "image", "text"] as const;
const text = (line: string): Message => ({ kind: "text", text: line });

/** Messages of all kinds that a client sends, distinguished by identity. */
const anyMessages = fc
  .array(
    fc.constantFrom<() => Message>(
      () => readout(),
      () => waveform(),
      () => image([1]),
      () => text("t"),
    ),
    { maxLength: 12 },
  )
  .map((makers) => makers.map((make) => make()));

/** Appends its name to a text, and emits an end marker. */
const mark = (name: string) =>
  passing(name, ["text"], ["text"], (source) =>
    concat(
      source.pipe(map((message) => text(`${(message as { text: string }).text} ${name}`))),
      defer(() => of(text(`end of ${name}`))),
    ),
  );
const texts = (messages: readonly Message[]) => messages.map((message) => (message as { text: string }).text);
const marks = ["a", "b", "c", "d"].map(mark);

describe("parallel", () => {
  it("gives every message to every branch, in order: two empty branches double it", async () => {
    await fc.assert(
      fc.asyncProperty(anyMessages, async (messages) => {
        const results = await runWith([], "  - parallel: { one: [], two: [] }", messages);
        expect(results).toHaveLength(2 * messages.length);
        for (const [i, result] of results.entries()) expect(result).toBe(messages[Math.floor(i / 2)]);
      }),
      { numRuns: 30 },
    );
  });

  it("runs the steps of each branch on the output of the steps before, and the following steps on all", async () => {
    const steps = "  - a\n  - parallel: { x: [b], y: [c, b] }\n  - d";
    expect(texts(await runWith(marks, steps, [text("1"), text("2")]))).toEqual([
      "1 a b d",
      "1 a c b d",
      "2 a b d",
      "2 a c b d",
      "end of a b d",
      "end of a c b d",
      "end of b d",
      "end of c b d",
      "end of b d",
      "end of d",
    ]);
  });

  it("may be nested in a branch of another", async () => {
    const nested = "  - parallel: { x: [a, { parallel: { p: [], q: [b] } }], y: [] }";
    expect(texts(await runWith(marks, nested, [text("1")]))).toEqual([
      "1 a",
      "1 a b",
      "1",
      "end of a",
      "end of a b",
      "end of b",
    ]);
  });

  it("completes when all branches have, including slow ones", async () => {
    let release = () => {};
    const slow = passing(
      "slow",
      ["text"],
      ["text"],
      mapAsync({ credit: new Credit() }, async (message: Message) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return message;
      }),
    );
    const source = new Subject<Message>();
    const seen: string[] = [];
    const operator = await operatorOf([...marks, slow], "  - parallel: { x: [slow], y: [a] }");
    source.pipe(operator).subscribe({
      next: (message) => void seen.push(...texts([message])),
      complete: () => void seen.push("complete"),
    });
    source.next(text("1"));
    source.complete();
    await new Promise(setImmediate);
    expect(seen).toEqual(["1 a", "end of a"]);
    release();
    await new Promise(setImmediate);
    expect(seen).toEqual(["1 a", "end of a", "1", "complete"]);
  });

  it("unsubscribes from its source and all branches when unsubscribed", async () => {
    let left = 0;
    const leaving = passing("leaving", ["text"], ["text"], (source) =>
      concat(source, NEVER).pipe(tap({ unsubscribe: () => (left += 1) })),
    );
    const source = new Subject<Message>();
    const subscription = source
      .pipe(await operatorOf([leaving], "  - parallel: { x: [leaving], y: [leaving] }"))
      .subscribe();
    expect(source.observed).toBe(true);
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
    expect(left).toBe(2);
  });
});

describe("an error in a branch", () => {
  const seen: number[] = [];
  const broken = passing(
    "broken",
    ["acquisition"],
    ["acquisition"],
    map((message) => {
      if ((message as Acquisition).header.scanCounter === 2) throw new Error("no coils");
      return message;
    }),
  );
  const watch = passing(
    "watch",
    ["acquisition"],
    ["acquisition"],
    tap((message) => {
      seen.push((message as Acquisition).header.scanCounter);
    }),
  );
  const readouts = [1, 2, 3].map((scanCounter) => readout({ scanCounter }));

  it("names the branch and the step, and ends the chain: no branch receives anything more", async () => {
    const steps = "  - watch\n  - parallel:\n      good: []\n      bad:\n        - broken\n      other: [watch]";
    const source = new Subject<Message>();
    const ending = lastValueFrom(source.pipe(await operatorOf([broken, watch], steps))).catch(
      (reason: unknown) => reason,
    );
    for (const message of readouts) source.next(message);
    const error = await ending;
    expect(error).toBeInstanceOf(StepError);
    expect((error as Error).message).toBe(
      "chain test, step 1 in branch bad of step 2, broken (test.yaml:7:11), at scan counter 2: no coils",
    );
    expect(seen).toEqual([1, 1, 2]);
  });

  it("is named with its full path in nested branches", async () => {
    const steps = "  - parallel: { x: [], y: [{ parallel: { p: [], q: [watch, broken] } }] }";
    await expect(runWith([broken, watch], steps, readouts)).rejects.toThrow(
      "chain test, step 2 in branch q of step 1 in branch y of step 1, broken (test.yaml:3:",
    );
  });

  it("names the branch of a step that can't be created", async () => {
    const unmakeable = defineGadget({
      name: "unmakeable",
      summary: "S.",
      in: ["image"],
      out: ["image"],
      parameters: {},
      create: () => {
        throw new Error("bad range");
      },
    });
    await expect(runWith([unmakeable], "  - parallel: { x: [], y: [unmakeable] }", [])).rejects.toThrow(
      "chain test, step 1 in branch y of step 1, unmakeable (test.yaml:3:28): bad range",
    );
  });
});

describe("messages", () => {
  it("are unchanged for each branch, whatever another does", async () => {
    const messages: Message[] = [readout(), image([1, 2]), waveform()];
    const doubled = passing(
      "doubled",
      all,
      all,
      map((message) =>
        message.kind === "image" ? { ...message, data: message.data.map((value) => 2 * value) } : message,
      ),
    );
    const results = await runWith([doubled], "  - parallel: { x: [doubled], y: [] }", messages);
    expect(results.filter((_, i) => i % 2 === 1)).toEqual(messages);
    expect((results[2] as { data: Float32Array }).data).toEqual(Float32Array.of(2, 4));
  });
});
