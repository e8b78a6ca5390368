import { Observable } from "rxjs";
import type { MemoryBudget, Message } from "../../gadget-api/index.ts";
import { messageBytes } from "../../gadget-api/kinds/index.ts";

/** The output of one branch. */
export interface BranchOutput {
  readonly name: string;
  readonly messages: Observable<Message>;
}

/**
 * Merges branches in their order: the output of a branch is held until all branches before it have completed.
 * @param room limits the data held; exceeding it is the error `branch-waits`
 */
export function inBranchOrder(branches: readonly BranchOutput[], room: MemoryBudget): Observable<Message> {
  return new Observable((subscriber) => {
    const states = branches.map(() => ({ waiting: [] as Message[], bytes: 0, completed: false }));
    let bytes = 0;
    let current = 0;

    const keep = (i: number, message: Message) => {
      const size = messageBytes(message);
      states[i]!.waiting.push(message);
      states[i]!.bytes += size;
      bytes += size;
      const what = `the output of branch ${branches[i]!.name} that waits for branch ${branches[current]!.name}`;
      const otherwise = "put the branch with more output first, use `merge: arrival`";
      try {
        room.require(what, bytes, "branch-waits", otherwise);
      } catch (error) {
        subscriber.error(error);
      }
    };
    const advance = () => {
      for (; current < branches.length; current += 1) {
        const state = states[current]!;
        for (const message of state.waiting) subscriber.next(message);
        bytes -= state.bytes;
        state.waiting = [];
        if (!state.completed) return;
      }
      subscriber.complete();
    };

    for (const [i, { messages }] of branches.entries()) {
      subscriber.add(
        messages.subscribe({
          next: (message) => (i === current ? subscriber.next(message) : keep(i, message)),
          error: (error) => subscriber.error(error),
          complete: () => {
            states[i]!.completed = true;
            if (i === current) advance();
          },
        }),
      );
    }
  });
}
