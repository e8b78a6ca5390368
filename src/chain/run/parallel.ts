import { merge, Observable, type OperatorFunction, Subject } from "rxjs";
import { GadgetError, type MemoryBudget, type Message } from "../../gadget-api/index.ts";
import type { Parallel, Section } from "../chain.ts";
import { type BranchOutput, inBranchOrder } from "../compile/branch-order.ts";
import { branchFor, noBranchFor } from "../compile/route.ts";
import { StepError } from "./step-error.ts";

/**
 * Sends each message to every branch, in the order of the text, or to the one that the route selects, and merges the
 * output. Completes when all branches have completed.
 * @param operators of the branches
 * @param room limits the data that wait for earlier branches
 * @param failure names the parallel in its own errors; branches name their steps
 */
export function parallelOperator(
  { branches, route, merge: order }: Parallel<Section>,
  operators: readonly OperatorFunction<Message, Message>[],
  room: MemoryBudget,
  failure: (cause: unknown) => StepError,
): OperatorFunction<Message, Message> {
  return (source) =>
    new Observable((subscriber) => {
      const inputs = branches.map(() => new Subject<Message>());
      const outputs = branches.map(({ name }, i): BranchOutput => ({ name, messages: operators[i]!(inputs[i]!) }));
      const inputOf = new Map(branches.map(({ name }, i) => [name, inputs[i]!]));
      const merged =
        order === "arrival" ? merge(...outputs.map((each) => each.messages)) : inBranchOrder(outputs, room);

      const give = (message: Message) => {
        for (const input of inputs) {
          // The message may have caused a branch to fail.
          if (!subscriber.closed) input.next(message);
        }
      };
      const lead = (message: Message) => {
        const branch = branchFor(route!, message);
        if (branch !== undefined) inputOf.get(branch)!.next(message);
        else subscriber.error(failure(new GadgetError("no-branch", noBranchFor(route!, message))));
      };

      subscriber.add(
        merged.subscribe({
          next: (message) => subscriber.next(message),
          error: (error) => subscriber.error(error instanceof StepError ? error : failure(error)),
          complete: () => subscriber.complete(),
        }),
      );
      subscriber.add(
        source.subscribe({
          next: route === undefined ? give : lead,
          error: (error) => subscriber.error(error), // of an earlier step, which has named itself
          complete: () => {
            for (const input of inputs) input.complete();
          },
        }),
      );
    });
}
