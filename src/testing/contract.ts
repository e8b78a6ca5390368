import { strict as assert } from "node:assert";
import { Subject, take } from "rxjs";
import { validate } from "../chain/text/index.ts";
import type { Gadget, Message } from "../gadget-api/index.ts";
import { copyMessage } from "../gadget-api/kinds/index.ts";
import { freshMemory, type SampleMemory } from "../gadget-api/services/index.ts";
import type { MrdHeader } from "../mrd/index.ts";
import { contextOf, GadgetRun, parametersOf, type Reported } from "./run.ts";
import { snapshot } from "./snapshot.ts";

/** Messages on which a gadget is tried. */
export interface GadgetCase {
  readonly name: string;
  /** Of kinds in `in`. */
  readonly messages: readonly Message[];
  /** How many messages the gadget makes of them; not looked at if left out. */
  readonly outputs?: number;
  /** Of the measurement; one of 16 × 8 × 1 samples if left out. */
  readonly header?: MrdHeader;
  /** What differs from the defaults. */
  readonly parameters?: object;
  /** How many messages it makes where nothing comes: 1 for what answers a query. */
  readonly ofNothing?: number;
  /** Throws where the results are wrong. @param reported what the client was reported, as `level: text` */
  check?(results: readonly Message[], reported: readonly string[]): void | Promise<void>;
}

/** One thing that a gadget has to keep to. */
export interface ContractCheck {
  /** What it does, as a sentence that begins with the gadget. */
  readonly name: string;
  /** @throws where it does not */
  run(): Promise<void>;
}

/** What every gadget keeps to before it gets any data. */
export function definitionChecks(gadget: Gadget): ContractCheck[] {
  return [
    check("has a kebab-case name and a summary of one sentence", () => {
      assert.match(gadget.name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      assert.match(gadget.summary, /^[A-Z](?!.*\. )[^\n]*\.$/);
    }),
    check("has a camelCase name, a description and a default for each parameter", () => {
      for (const [name, parameter] of Object.entries<{ description?: string }>(gadget.schema.properties)) {
        assert.match(name, /^[a-z][a-zA-Z0-9]*$/);
        assert.match(parameter.description ?? "", /^.+\.$/);
        assert.ok("default" in parameter, `parameter '${name}' needs a default`);
      }
    }),
    check("accepts its own defaults, and no key that it does not know", () => {
      const { value, issues } = validate(gadget.schema, {});
      assert.deepEqual(issues, []);
      assert.deepEqual(Object.keys(value as object).toSorted(), Object.keys(gadget.schema.properties).toSorted());
      assert.equal(validate(gadget.schema, { noSuchKey: 1 }).issues.length, 1);
    }),
  ];
}

/** What every gadget keeps to on some messages, and what its author expects of it there. */
export function caseChecks(gadget: Gadget, given: GadgetCase): ContractCheck[] {
  const { messages } = given;
  const pristine = snapshot(messages);
  const run = (options: Partial<ConstructorParameters<typeof GadgetRun>[1]> = {}) =>
    new GadgetRun(gadget, { header: given.header, parameters: given.parameters, ...options });

  const checks = [
    check("completes where nothing comes, without a result unless that is the answer", async () => {
      assert.equal((await run().finish([])).length, given.ofNothing ?? 0);
    }),
    check("takes and makes messages of its kinds only, all of them by the time it completes", async () => {
      for (const { kind } of messages)
        assert.ok(gadget.in.includes(kind), `the case has a ${kind}, which it does not take`);
      const results = await run().finish(messages);
      for (const { kind } of results)
        assert.ok(gadget.out.includes(kind), `it made a ${kind}, which is not in its \`out\``);
      if (given.outputs !== undefined) assert.equal(results.length, given.outputs, "number of results");
    }),
    check("leaves its input as it was, to the last byte", async () => {
      await run().finish(messages);
      assert.deepEqual(snapshot(messages), pristine);
    }),
    check("leaves a result as it was when it left, whatever follows", async () => {
      const one = run();
      const results = await one.finish(messages);
      assert.deepEqual(results.map(snapshot), one.emitted);
    }),
    check("shares nothing between two instances that run at once", async () => {
      const reversed = messages.toReversed();
      const alone = [await settled(run().finish(messages)), await settled(run().finish(reversed))];
      const [one, two] = [run(), run()];
      for (const [i, message] of messages.entries()) {
        one.source.next(message);
        two.source.next(reversed[i]!);
      }
      assert.deepEqual([await settled(one.finish([])), await settled(two.finish([]))], alone);
    }),
    check("passes an error of its source on, unchanged", async () => {
      const one = run();
      for (const message of messages.slice(0, 1)) one.source.next(message);
      const error = new Error("of the source");
      one.source.error(error);
      await assert.rejects(one.results, (thrown) => thrown === error);
    }),
    check("lets go of its source when it is unsubscribed, and when one result is enough", () => letsGo(gadget, given)),
  ];
  if (gadget.runtime.defers) {
    checks.push(
      check("keeps nothing of a readout that its chain has taken", async () => {
        const expected = await run().finish(messages);
        const one = run({ reusedMemory: true });
        for (const message of messages) {
          const taken = { ...message, data: "data" in message ? message.data.slice() : undefined } as Message;
          one.source.next(taken);
          if ("data" in taken) taken.data.fill(Number.NaN);
        }
        one.source.complete();
        assert.deepEqual((await one.results).map(snapshot), expected.map(snapshot));
      }),
    );
  }
  if (gadget.runtime.linear) {
    checks.push(
      check("releases nothing that its results, or their references, still need", async () => {
        const expected = await run().finish(messages);
        const poisoned = await run({ memory: poisoningMemory() }).finish(messages.map(copyMessage));
        assert.deepEqual(poisoned.map(snapshot), expected.map(snapshot));
      }),
    );
  }
  if (given.check !== undefined) {
    checks.push(
      check("makes what its author expects", async () => {
        const reported: Reported = [];
        await given.check!(await run({ reported }).finish(messages), reported);
      }),
    );
  }
  return checks;
}

function check(name: string, run: () => void | Promise<void>): ContractCheck {
  return { name, run: async () => run() };
}

function letsGo(gadget: Gadget, given: GadgetCase): void {
  const operator = () => gadget.create(contextOf(given.header), parametersOf(gadget, given.parameters));
  const thrown: unknown[] = [];
  const error = (reason: unknown) => void thrown.push(reason);
  const rethrow = () => {
    if (thrown.length > 0) throw thrown[0];
  };
  const source = new Subject<Message>();
  const subscription = operator()(source).subscribe({ error });
  assert.ok(source.observed, "it subscribes to its source");
  for (const message of given.messages.slice(0, 1)) source.next(message);
  rethrow();
  subscription.unsubscribe();
  assert.ok(!source.observed, "its source is unsubscribed");

  if (given.outputs === 0) return;
  const sated = new Subject<Message>();
  let results = 0;
  operator()(sated)
    .pipe(take(1))
    .subscribe({
      error,
      next: () => {
        results += 1;
      },
    });
  for (const message of given.messages) {
    sated.next(message);
    rethrow();
    assert.equal(sated.observed, results === 0, "its source is unsubscribed with the result that is enough");
  }
}

/** Memory that overwrites what is released, as its next user would. */
function poisoningMemory(): SampleMemory {
  const release = (array: Float32Array) => void array.fill(Number.NaN);
  return { ...freshMemory(), recycles: true, release };
}

/** Results, or the failure: messages in another order may well be refused. */
async function settled(results: Promise<Message[]>): Promise<unknown> {
  return results.then(snapshot, String);
}
