import type { MessageKind } from "../../gadget-api/index.ts";
import type { Step } from "../chain.ts";
import { onTheWire } from "./accepted.ts";

/** The messages at one point of a chain, on one path through the choices before it or on several equivalent ones. */
export interface Flow {
  /** Each kind with the step that last produced it; `undefined` if it comes from the client. */
  readonly makers: ReadonlyMap<MessageKind, Step | undefined>;
  /** The value that every path selected, by parameter. */
  readonly choices: ReadonlyMap<string, string>;
  /** Kinds that a route sent to other branches. */
  readonly ledAway?: ReadonlySet<MessageKind>;
}

/** The flow after a step. */
export function behind(step: Step, flow: Flow): Flow {
  if (step.gadget.flow.transparent) return flow;
  const makers = new Map(flow.makers);
  for (const kind of step.gadget.in) makers.delete(kind);
  for (const kind of step.gadget.out) makers.set(kind, step);
  return { ...flow, makers };
}

/** The flows that are compatible with a value of a parameter, with that value set. */
export function choosing(flows: readonly Flow[], parameter: string, value: string): Flow[] {
  return flows
    .filter(({ choices }) => (choices.get(parameter) ?? value) === value)
    .map((flow) => ({ ...flow, choices: new Map(flow.choices).set(parameter, value) }));
}

/** The messages that a route sends to one branch. */
export function led({ makers, choices, ledAway }: Flow, isLedHere: (kind: MessageKind) => boolean): Flow {
  const away = [...makers.keys()].filter((kind) => !isLedHere(kind));
  return {
    makers: new Map([...makers].filter(([kind]) => isLedHere(kind))),
    choices,
    ledAway: new Set([...(ledAway ?? []), ...away]),
  };
}

/** The combined output of two branches; `undefined` if they require different values of one parameter. */
export function joined(some: Flow, others: Flow): Flow[] {
  const agree = [...some.choices].every(([parameter, value]) => (others.choices.get(parameter) ?? value) === value);
  if (!agree) return [];
  const makers = new Map(some.makers);
  for (const [kind, maker] of others.makers) makers.set(kind, maker ?? makers.get(kind));
  return [{ ...some, makers, choices: new Map([...some.choices, ...others.choices]) }];
}

/**
 * Merges flows with the same set of kinds, so that choices do not multiply, except for choices that later ones depend
 * on.
 * @param repeated parameters that are used by several choices
 */
export function distinct(flows: readonly Flow[], repeated: ReadonlySet<string>): readonly Flow[] {
  const found = new Map<string, Flow>();
  for (const flow of flows) {
    const choices = [...flow.choices].filter(([parameter]) => repeated.has(parameter));
    const key = JSON.stringify([[...flow.makers.keys()].toSorted(), choices.toSorted()]);
    const same = found.get(key);
    found.set(key, same === undefined ? flow : { ...same, choices: common(same.choices, flow.choices) });
  }
  return [...found.values()];
}

function common(some: Flow["choices"], others: Flow["choices"]): Flow["choices"] {
  return new Map([...some].filter(([parameter, value]) => others.get(parameter) === value));
}

/** Whether the flow is exactly what a client can send. */
export function isUntouched({ makers }: Flow): boolean {
  return onTheWire.every((kind) => makers.has(kind) && makers.get(kind) === undefined);
}

/** The choices that lead to some of the flows but not to all, as text. */
export function whereOf(some: readonly Flow[], all: readonly Flow[]): string {
  const choices = [...some[0]!.choices].map(([parameter, value]) => `${parameter} is '${value}'`);
  return some.length < all.length && choices.length > 0 ? `, where ${choices.join(" and ")}` : "";
}
