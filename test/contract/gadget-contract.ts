import { lastValueFrom, Subject, take, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { validate } from "../../src/chain/validate.ts";
import { freshMemory, type Gadget, type Message, type SampleMemory, settleReadouts } from "../../src/gadget/index.ts";
import type { Acquisition, MrdHeader } from "../../src/mrd/index.ts";
import { contextOf, parametersOf } from "../support/run-gadget.ts";
import { snapshot } from "./snapshot.ts";

/** Messages on which a gadget is tried. */
export interface ContractCase {
  readonly name: string;
  readonly messages: readonly Message[];
  /** How many messages the gadget makes of them. */
  readonly outputs: number;
  readonly header?: MrdHeader;
  /** What differs from the defaults. */
  readonly parameters?: object;
  /** How many messages it makes where nothing comes: 1 for what answers a query. */
  readonly ofNothing?: number;
}

/** One run of a gadget, fed by hand. */
class Run {
  readonly source = new Subject<Message>();
  readonly results: Promise<Message[]>;
  readonly emitted: unknown[] = [];

  constructor(
    gadget: Gadget,
    { header, parameters }: ContractCase,
    { reusedMemory = false, memory = freshMemory() }: { reusedMemory?: boolean; memory?: SampleMemory } = {},
  ) {
    const context = { ...contextOf(header), memory };
    const made = gadget.create(context, parametersOf(gadget, parameters))(this.source);
    const output = gadget.defers ? made.pipe(settleReadouts(context, { reusedMemory })) : made;
    const watched = new Subject<Message>();
    this.results = lastValueFrom(watched.pipe(toArray()));
    watched.subscribe({ next: (message) => this.emitted.push(snapshot(message)), error: () => {} });
    output.subscribe(watched);
  }

  finish(messages: readonly Message[]): Promise<Message[]> {
    for (const message of messages) this.source.next(message);
    this.source.complete();
    return this.results;
  }
}

/** Memory that overwrites what is given back, as its next user would. */
function poisoningMemory(): SampleMemory {
  const give = (array: Float32Array) => void array.fill(Number.NaN);
  return { ...freshMemory(), goesRound: true, give };
}

/** The same message with samples of its own, which may be given back. */
function copied(message: Message): Message {
  switch (message.kind) {
    case "acquisition":
      return { ...message, data: message.data.slice() };
    case "bucket": {
      const copies = new Map(
        [...message.imaging, ...message.reference].map((each) => [each, copied(each) as Acquisition]),
      );
      const all = (readouts: readonly Acquisition[]) => readouts.map((each) => copies.get(each)!);
      return { ...message, imaging: all(message.imaging), reference: all(message.reference) };
    }
    case "buffer":
      return { ...message, imaging: { ...message.imaging, data: message.imaging.data.slice() } };
    default:
      return message;
  }
}

/**
 * Tests that every gadget must pass, on top of tests of what it computes.
 * @param cases messages of kinds in `in`; at least one case, with parameters where the defaults do little
 * @param skipReason why the gadget can't be run here
 */
export function gadgetContract(gadget: Gadget, cases: readonly ContractCase[], skipReason?: string): void {
  describe(`gadget ${gadget.name}`, () => {
    it("has a kebab-case name and a summary of one sentence", () => {
      expect(gadget.name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(gadget.summary).toMatch(/^[A-Z](?!.*\. )[^\n]*\.$/);
    });

    it("has a camelCase name, a description and a default for each parameter", () => {
      for (const [name, parameter] of Object.entries(gadget.schema.properties)) {
        expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
        expect(parameter).toHaveProperty("description", expect.stringMatching(/^.+\.$/));
        expect(parameter).toHaveProperty("default");
      }
    });

    it("accepts its own defaults, and no key that it does not know", () => {
      const { value, complaints } = validate(gadget.schema, {});
      expect(complaints).toEqual([]);
      expect(Object.keys(value as object).toSorted()).toEqual(Object.keys(gadget.schema.properties).toSorted());
      expect(validate(gadget.schema, { noSuchKey: 1 }).complaints).toHaveLength(1);
    });

    it("is tried on some case", () => expect(cases).not.toHaveLength(0));

    const skipped = skipReason === undefined ? "" : ` (skipped: ${skipReason})`;
    describe.skipIf(skipReason !== undefined).each(cases)(`given $name${skipped}`, (given) => {
      const pristine = snapshot(given.messages);

      it("completes where nothing comes, without a result unless that is the answer", async () => {
        expect(await new Run(gadget, given).finish([])).toHaveLength(given.ofNothing ?? 0);
      });

      it("takes and makes messages of its kinds only, all of them by the time it completes", async () => {
        for (const { kind } of given.messages) expect(gadget.in).toContain(kind);
        const results = await new Run(gadget, given).finish(given.messages);
        for (const { kind } of results) expect(gadget.out).toContain(kind);
        expect(results).toHaveLength(given.outputs);
      });

      it("leaves its input as it was, to the last byte", async () => {
        await new Run(gadget, given).finish(given.messages);
        expect(snapshot(given.messages)).toEqual(pristine);
      });

      if (gadget.defers) {
        it("keeps nothing of a readout that its chain has taken", async () => {
          const expected = await new Run(gadget, given).finish(given.messages);
          const run = new Run(gadget, given, { reusedMemory: true });
          for (const message of given.messages) {
            const taken = { ...message, data: "data" in message ? message.data.slice() : undefined } as Message;
            run.source.next(taken);
            if ("data" in taken) taken.data.fill(Number.NaN);
          }
          run.source.complete();
          expect((await run.results).map(snapshot)).toEqual(expected.map(snapshot));
        });
      }

      if (gadget.linear) {
        it("gives back nothing that its results, or their references, still need", async () => {
          const expected = await new Run(gadget, given).finish(given.messages);
          const run = new Run(gadget, given, { memory: poisoningMemory() });
          expect((await run.finish(given.messages.map(copied))).map(snapshot)).toEqual(expected.map(snapshot));
        });
      }

      it("leaves a result as it was when it left, whatever follows", async () => {
        const run = new Run(gadget, given);
        const results = await run.finish(given.messages);
        expect(results.map(snapshot)).toEqual(run.emitted);
      });

      it("shares nothing between two instances that run at once", async () => {
        const reversed = given.messages.toReversed();
        const alone = [await outcome(gadget, given, given.messages), await outcome(gadget, given, reversed)];
        const [one, two] = [new Run(gadget, given), new Run(gadget, given)];
        for (const [i, message] of given.messages.entries()) {
          one.source.next(message);
          two.source.next(reversed[i]!);
        }
        expect([await settled(one.finish([])), await settled(two.finish([]))]).toEqual(alone);
      });

      it("passes an error of its source on, unchanged", async () => {
        const run = new Run(gadget, given);
        for (const message of given.messages.slice(0, 1)) run.source.next(message);
        const error = new Error("of the source");
        run.source.error(error);
        await expect(run.results).rejects.toBe(error);
      });

      it("lets go of its source when it is unsubscribed, and when one result is enough", async () => {
        const operator = gadget.create(contextOf(given.header), parametersOf(gadget, given.parameters));
        const source = new Subject<Message>();
        const subscription = operator(source).subscribe();
        expect(source.observed).toBe(true);
        for (const message of given.messages.slice(0, 1)) source.next(message);
        subscription.unsubscribe();
        expect(source.observed).toBe(false);

        if (given.outputs === 0) return;
        const sated = new Subject<Message>();
        let results = 0;
        gadget
          .create(
            contextOf(given.header),
            parametersOf(gadget, given.parameters),
          )(sated)
          .pipe(take(1))
          .subscribe(() => {
            results += 1;
          });
        for (const message of given.messages) {
          sated.next(message);
          expect(sated.observed).toBe(results === 0);
        }
      });
    });
  });
}

function outcome(gadget: Gadget, given: ContractCase, messages: readonly Message[]): Promise<unknown> {
  return settled(new Run(gadget, given).finish(messages));
}

/** Results, or the failure: messages in another order may well be refused. */
async function settled(results: Promise<Message[]>): Promise<unknown> {
  return results.then(snapshot, String);
}
