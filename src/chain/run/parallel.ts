import { merge, Observable, type OperatorFunction, Subject, tap } from "rxjs";
import { GadgetError, type MemoryBudget, type Message } from "../../gadget-api/index.ts";
import type { Parallel, Section } from "../chain.ts";
import { type BranchOutput, inBranchOrder } from "../compile/branch-order.ts";
import { branchFor, noBranchFor } from "../compile/route.ts";
import { SharedSeries } from "./shared-series.ts";
import { StepError } from "./step-error.ts";

export interface ParallelOptions {
  /** Limits the data that wait for earlier branches. */
  readonly room: MemoryBudget;
  /** Receives a warning if images of different branches cannot be told apart. */
  readonly warn: ((text: string) => void) | undefined;
  /** Names the parallel in its own errors; branches name their steps. */
  readonly failure: (cause: unknown) => StepError;
}

/**
 * Sends each message to every branch, in the order of the text, or to the one that the route selects, and merges the
 * output. Completes when all branches have completed.
 * @param operators of the branches
 */
export function parallelOperator(
  { branches, route, merge: order }: Parallel<Section>,
  operators: readonly OperatorFunction<Message, Message>[],
  { room, warn, failure }: ParallelOptions,
): OperatorFunction<Message, Message> {
  return (source) =>
    new Observable((subscriber) => {
      const inputs = branches.map(() => new Subject<Message>());
      // The branches of a route take turns: one series may continue in another branch.
      const series = route === undefined && warn !== undefined ? new SharedSeries(warn) : undefined;
      const outputs = branches.map(({ name }, i): BranchOutput => {
        const messages = operators[i]!(inputs[i]!);
        return { name, messages: series ? messages.pipe(tap((message) => series.add(name, message))) : messages };
      });
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
