import type { MessageKind } from "../gadget/index.ts";
import type { Chain, Step } from "./chain.ts";
import type { ChainDocument } from "./document.ts";

/** What a client can send, and what can be sent back to it. */
const onTheWire: ReadonlySet<MessageKind> = new Set(["acquisition", "waveform", "image", "text"]);

/**
 * Follows the kinds of messages through the steps: a step that nothing can reach, or a chain whose end can't be sent, is
 * a mistake of the text.
 */
export function checkFlow(document: ChainDocument, steps: readonly Step[]): void {
  const flowing = new Set(onTheWire);
  for (const { number, gadget } of steps) {
    const reached = gadget.in.filter((kind) => flowing.has(kind));
    if (reached.length === 0) {
      const before = number === 1 ? "a client can't send it" : "no step before it makes that";
      document.report(["chain", number - 1], `'${gadget.name}' takes ${gadget.in.join(" or ")}, but ${before}`);
    }
    for (const kind of reached) flowing.delete(kind);
    for (const kind of gadget.out) flowing.add(kind);
  }
  for (const kind of flowing) {
    if (onTheWire.has(kind)) continue;
    const maker = steps.findLast(({ gadget }) => gadget.out.includes(kind))!;
    document.report(
      ["chain", maker.number - 1],
      `the ${kind} messages of '${maker.gadget.name}' reach the end of the chain, where only images and readouts can be sent`,
    );
  }
}

/** The kinds that a client may send to a chain: those that some step consumes as they come. */
export function acceptedKinds(steps: readonly Step[]): ReadonlySet<MessageKind> {
  const accepted = new Set<MessageKind>();
  for (const kind of onTheWire) {
    if (steps.some(({ gadget }) => gadget.in.includes(kind))) accepted.add(kind);
  }
  return accepted;
}

/** Data that a chain has no step for. */
export class NotAcceptedError extends Error {
  override readonly name = "NotAcceptedError";
}

/**
 * Makes sure that readouts or images are not passed by a chain that has no step for them, as if it had worked on them.
 * @throws NotAcceptedError saying what the chain takes
 */
export function requireAccepted(chain: Chain, kind: "acquisition" | "image"): void {
  if (chain.steps.some(({ gadget }) => gadget.in.includes(kind))) return;
  const takes = [...acceptedKinds(chain.steps)].filter((each) => each !== "text").map((each) => `${each}s`);
  throw new NotAcceptedError(`chain ${chain.name} takes ${takes.join(" and ")}; it was given ${kind}s`);
}
