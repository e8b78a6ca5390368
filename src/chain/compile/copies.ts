import type { MessageKind } from "../../gadget-api/index.ts";
import type { Part } from "../chain.ts";
import type { ChainDocument } from "../text/document.ts";
import { onTheWire } from "./accepted.ts";
import { MOST_COPIES } from "./bounds.ts";

/** How many messages of each kind one message of the client may have become. */
type Copies = ReadonlyMap<MessageKind, number>;

/**
 * Reports the first `parallel` after which one message has too many copies: forty in a row with two branches each would
 * make 2^40 of it. A step counts as producing one message per message.
 */
export function checkCopies(document: ChainDocument, parts: readonly Part[]): void {
  let hasReported = false;
  const follow = (within: readonly Part[], incoming: Copies): Copies => within.reduce(after, incoming);
  const after = (incoming: Copies, part: Part): Copies => {
    if (part.kind === "step") {
      const { in: consumes, out: produces, flow } = part.gadget;
      return flow.transparent ? incoming : afterStep(incoming, consumes, produces);
    }
    const through = part.branches.map((branch) => follow(branch.parts, incoming));
    if (part.kind === "choice") return combined([incoming, ...through], (a, b) => Math.max(a, b));
    if (part.route !== undefined) return combined(through, (a, b) => Math.max(a, b));
    const outgoing = combined(through, (a, b) => a + b);
    const most = Math.max(...outgoing.values());
    if (most > MOST_COPIES && !hasReported) {
      hasReported = true;
      const fix = "name the branch of each message by a route, or use fewer branches";
      document.report(part.path, `one message has more than ${MOST_COPIES} copies after this parallel; ${fix}`);
    }
    return new Map([...outgoing].map(([kind, copies]) => [kind, Math.min(copies, 2 * MOST_COPIES)]));
  };
  follow(parts, new Map(onTheWire.map((kind) => [kind, 1])));
}

function afterStep(incoming: Copies, consumes: readonly MessageKind[], produces: readonly MessageKind[]): Copies {
  const most = Math.max(0, ...consumes.map((kind) => incoming.get(kind) ?? 0));
  const outgoing = new Map(incoming);
  for (const kind of consumes) outgoing.delete(kind);
  for (const kind of produces) outgoing.set(kind, Math.max(most, outgoing.get(kind) ?? 0));
  return outgoing;
}

function combined(some: readonly Copies[], combine: (a: number, b: number) => number): Copies {
  const all = new Map<MessageKind, number>();
  for (const copies of some) for (const [kind, count] of copies) all.set(kind, combine(all.get(kind) ?? 0, count));
  return all;
}
