import type { MessageKind } from "../gadget/index.ts";
import type { Chain, Step } from "./chain.ts";

/** What a client can send. */
export const onTheWire: readonly MessageKind[] = ["acquisition", "waveform", "image", "text"];

/** What can be sent back to it. */
export const sendable: readonly MessageKind[] = [...onTheWire, "dependencies"];

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
  throw new NotAcceptedError(
    `chain ${chain.name} takes ${takes.join(" and ") || "no data with these parameters"}; it was given ${kind}s`,
  );
}
