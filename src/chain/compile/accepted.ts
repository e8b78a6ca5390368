import type { MessageKind } from "../../gadget-api/index.ts";
import { kindNames, kinds } from "../../gadget-api/kinds/index.ts";
import type { Chain, Section } from "../chain.ts";
import { ChainFailure } from "../errors.ts";
import { branchesFor } from "./route.ts";

/** Message kinds that a client can send. */
export const onTheWire = kindNames.filter((kind) => kinds[kind].wire === "both ways");

/** Message kinds that can be sent to a client. */
export const sendable = kindNames.filter((kind) => kinds[kind].wire !== "never");

/** The kinds that a client may send to a chain: those that a step consumes directly, or that a route names. */
export function acceptedKinds({ sections }: Chain): ReadonlySet<MessageKind> {
  return new Set(onTheWire.filter((kind) => isAccepted(sections, kind)));
}

function isAccepted(sections: readonly Section[], kind: MessageKind): boolean {
  for (const section of sections) {
    if (section.kind === "step") {
      if (section.gadget.in.includes(kind) && !section.gadget.flow.transparent) return true;
      continue;
    }
    const { branches, route } = section;
    if (route?.by === "kind" && route.targets.some(({ key }) => key === kind)) return true;
    const names = route === undefined ? undefined : branchesFor(route, kind);
    const taking = branches.filter(({ name }) => names?.includes(name) ?? true);
    if (taking.length === 0) return false;
    if (taking.some(({ parts }) => isAccepted(parts, kind))) return true;
  }
  return false;
}

/** The chain has no step for the data it received. */
export class NotAcceptedError extends ChainFailure<"not-accepted"> {
  override readonly name = "NotAcceptedError";

  constructor(message: string) {
    super("not-accepted", message);
  }
}

/**
 * Ensures that a chain does not pass readouts or images through unprocessed because no step consumes them.
 * @throws NotAcceptedError naming the kinds that the chain accepts
 */
export function requireAccepted(chain: Chain, kind: "acquisition" | "image"): void {
  const accepted = acceptedKinds(chain);
  if (accepted.has(kind)) return;
  const takes = [...accepted].filter((each) => each !== "text").map((each) => `${each}s`);
  const what = takes.join(" and ") || "no data with these parameters";
  throw new NotAcceptedError(`chain ${chain.name} accepts ${what}; it received ${kind}s`);
}
