import { strict as assert } from "node:assert";
import { Subject, take } from "rxjs";
import { validate } from "../chain/text/index.ts";
import type { Gadget, Message } from "../gadget-api/index.ts";
import { copyMessage } from "../gadget-api/kinds/index.ts";
import { Recycler, type SampleMemory } from "../gadget-api/services/index.ts";
import type { MrdHeader } from "../mrd/index.ts";
import { type Difference, firstDifference } from "./difference.ts";
import { otherMessage } from "./other-message.ts";
import { contextOf, GadgetRun, parametersOf, type Reported } from "./run.ts";
import { snapshot } from "./snapshot.ts";

/** Messages for testing a gadget. */
export interface GadgetCase {
  readonly name: string;
  /** Messages of the kinds in `in`. */
  readonly messages: readonly Message[];
  /** Expected number of output messages; not checked if omitted. */
  readonly outputs?: number;
  /** Header of the measurement; one of 16 × 8 × 1 samples if omitted. */
  readonly header?: MrdHeader;
  /** Parameters that differ from the defaults. */
  readonly parameters?: object;
  /** Expected number of output messages without input: 1 for a gadget that answers a query. */
  readonly ofNothing?: number;
  /** Throws if the results are wrong. @param reported messages to the client, as `level: text` */
  check?(results: readonly Message[], reported: readonly string[]): void | Promise<void>;
}

/** One requirement of the contract. */
export interface ContractCheck {
  /** What the gadget does, as a sentence without its subject. */
  readonly name: string;
  /** @throws if it does not */
  run(): Promise<void>;
}

/** Requirements for every gadget before it receives data. */
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

/**
 * Requirements for every gadget on some messages, and its author's expectations.
 * @param fresh loads the gadget again, as a new process would; without it, state that outlives a session is not found
 */
export function caseChecks(gadget: Gadget, testCase: GadgetCase, fresh?: () => Promise<Gadget>): ContractCheck[] {
  const { messages } = testCase;
  const pristine = messages.map(snapshot);
  const run = (options: Partial<ConstructorParameters<typeof GadgetRun>[1]> = {}) =>
    new GadgetRun(gadget, { header: testCase.header, parameters: testCase.parameters, ...options });

  const checks = [
    check("completes without input, and then emits a result only if it answers a query", async () => {
      assert.equal((await run().finish([])).length, testCase.ofNothing ?? 0);
    }),
    // First, since the following checks use the same messages.
    check("leaves its input unchanged, to the last byte", async () => {
      await run().finish(messages);
      requireSame(pristine, messages.map(snapshot), {
        kinds: messages,
        describe: ({ path, before, after }) => `it changed its input: ${path} was ${before}, is ${after}; copy first`,
      });
    }),
    check("consumes and produces only messages of its kinds, all of them before it completes", async () => {
      for (const { kind } of messages)
        assert.ok(gadget.in.includes(kind), `the case has a ${kind}, which it does not consume`);
      const results = await run().finish(messages);
      for (const { kind } of results)
        assert.ok(gadget.out.includes(kind), `it produced a ${kind}, which is not in its \`out\``);
      if (testCase.outputs !== undefined) assert.equal(results.length, testCase.outputs, "number of results");
    }),
    check("leaves a result unchanged after emitting it", async () => {
      const one = run();
      const results = await one.finish(messages);
      requireSame(one.emitted, results.map(snapshot), {
        kinds: results,
        describe: ({ path, before, after }) =>
          `it changed a result after it had emitted it: ${path} was ${before}, is ${after}; emit a copy`,
      });
    }),
    check("shares no state between two instances that run at the same time", async () => {
      const reversed = messages.toReversed();
      const alone = [await outcomeOf(run().finish(messages)), await outcomeOf(run().finish(reversed))];
      const [one, two] = [run(), run()];
      for (const [i, message] of messages.entries()) {
        one.source.next(message);
        two.source.next(reversed[i]!);
      }
      requireSame(alone, [await outcomeOf(one.finish([])), await outcomeOf(two.finish([]))], {
        kinds: [{ kind: "results" }, { kind: "results" }],
        describe: ({ path, before, after }) =>
          `an instance that runs at the same time changes the results: ${path} is ${before} without it, and ${after} ` +
          "with it; keep state inside `create`",
      });
    }),
    check("passes an error of its source on unchanged", async () => {
      const one = run();
      for (const message of messages.slice(0, 1)) one.source.next(message);
      const error = new Error("of the source");
      one.source.error(error);
      await assert.rejects(one.results, (thrown) => thrown === error);
    }),
    check("unsubscribes from its source when it is unsubscribed, and when one result is enough", () =>
      letsGo(gadget, testCase),
    ),
  ];
  if (gadget.runtime.defers) {
    checks.push(
      check("retains no samples of a readout that its chain has consumed", async () => {
        const expected = await run().finish(messages);
        const one = run({ reusedMemory: true });
        for (const message of messages) {
          const taken = { ...message, data: "data" in message ? message.data.slice() : undefined } as Message;
          one.source.next(taken);
          if ("data" in taken) taken.data.fill(Number.NaN);
        }
        one.source.complete();
        requireEqual(await one.results, expected, "it keeps samples of readouts that may have changed");
      }),
    );
  }
  if (gadget.runtime.linear) {
    checks.push(
      check("releases no samples that its results, or their references, still need", async () => {
        const expected = await run().finish(messages);
        const poisoned = await run({ memory: poisoningMemory() }).finish(messages.map(copyMessage));
        requireEqual(poisoned, expected, "it released samples that its results need");
      }),
    );
  }
  if (fresh !== undefined) {
    checks.push(
      check("gives the same results after another session", async () => {
        const [first, second] = [await fresh(), await fresh()];
        const of = async (each: Gadget, given: readonly Message[]) => {
          const { header, parameters } = testCase;
          return outcomeOf(new GadgetRun(each, { header, parameters }).finish(given));
        };
        const expected = await of(first, messages);
        await of(second, messages.map(otherMessage));
        requireSame([expected], [await of(second, messages)], {
          kinds: [{ kind: "results" }],
          describe: ({ path, before, after }) =>
            `its results depend on those of another session: ${path} is ${before} in a new process, and ${after} after a ` +
            "session with other data; keep state inside `create`",
        });
      }),
    );
  }
  if (testCase.check !== undefined) {
    checks.push(
      check("produces what its author expects", async () => {
        const reported: Reported = [];
        await testCase.check!(await run({ reported }).finish(messages), reported);
      }),
    );
  }
  return checks;
}

function check(name: string, run: () => void | Promise<void>): ContractCheck {
  return { name, run: async () => run() };
}

/** @throws Error for the first difference between two lists of snapshots */
function requireSame(
  before: readonly unknown[],
  after: readonly unknown[],
  { kinds, describe }: { kinds: readonly { readonly kind: string }[]; describe(difference: Difference): string },
): void {
  for (const [i, value] of before.entries()) {
    const difference = firstDifference(value, after[i], kinds[i]?.kind ?? "results");
    if (difference === undefined) continue;
    const which = before.length === 1 || kinds[i]?.kind === "results" ? "" : ` of message ${i + 1}`;
    throw new Error(describe({ ...difference, path: difference.path + which }));
  }
}

function requireEqual(results: readonly Message[], expected: readonly Message[], what: string): void {
  requireSame([expected.map(snapshot)], [results.map(snapshot)], {
    kinds: [{ kind: "results" }],
    describe: ({ path, before, after }) => `${what}: ${path} is ${after} instead of ${before}`,
  });
}

function letsGo(gadget: Gadget, testCase: GadgetCase): void {
  const operator = () => gadget.create(contextOf(testCase.header), parametersOf(gadget, testCase.parameters));
  const thrown: unknown[] = [];
  const error = (reason: unknown) => void thrown.push(reason);
  const rethrow = () => {
    if (thrown.length > 0) throw thrown[0];
  };
  const source = new Subject<Message>();
  const subscription = operator()(source).subscribe({ error });
  assert.ok(source.observed, "it must subscribe to its source");
  for (const message of testCase.messages.slice(0, 1)) source.next(message);
  rethrow();
  subscription.unsubscribe();
  assert.ok(!source.observed, "it must unsubscribe from its source");

  if (testCase.outputs === 0) return;
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
  for (const message of testCase.messages) {
    sated.next(message);
    rethrow();
    assert.equal(sated.observed, results === 0, "it must unsubscribe from its source once one result is enough");
  }
}

/** Memory that overwrites what is released, as its next user would. */
function poisoningMemory(): SampleMemory {
  const memory = new Recycler();
  const claimed = new WeakSet<Float32Array>();
  return {
    recycles: true,
    allocate: (length) => memory.allocate(length),
    release: (array) => {
      if (!claimed.has(array)) array.fill(Number.NaN);
    },
    claim: (array) => {
      const isClaimed = memory.claim(array);
      if (isClaimed) claimed.add(array);
      return isClaimed;
    },
    releaseClaimed: (array) => void array.fill(Number.NaN),
  };
}

/** Results, or the failure: messages in another order may be refused. */
async function outcomeOf(results: Promise<Message[]>): Promise<unknown> {
  return results.then(snapshot, String);
}
