import type { MessageKind } from "../../gadget-api/index.ts";
import type { Step } from "../chain.ts";
import { onTheWire } from "./accepted.ts";

/** What passes a place of a chain, by one way through the choices before it, or by several that make no difference. */
export interface Flow {
  /** Each kind with the step that made it last; `undefined` where it comes from the client. */
  readonly makers: ReadonlyMap<MessageKind, Step | undefined>;
  /** What was chosen on all of these ways, by parameter. */
  readonly choices: ReadonlyMap<string, string>;
  /** Kinds that a route led to other branches. */
  readonly ledAway?: ReadonlySet<MessageKind>;
}

/** A flow behind a step. */
export function behind(step: Step, flow: Flow): Flow {
  if (step.gadget.flow.transparent) return flow;
  const makers = new Map(flow.makers);
  for (const kind of step.gadget.in) makers.delete(kind);
  for (const kind of step.gadget.out) makers.set(kind, step);
  return { ...flow, makers };
}

/** The flows on which a parameter may have a value, and has it. */
export function choosing(flows: readonly Flow[], parameter: string, value: string): Flow[] {
  return flows
    .filter(({ choices }) => (choices.get(parameter) ?? value) === value)
    .map((flow) => ({ ...flow, choices: new Map(flow.choices).set(parameter, value) }));
}

/** What a route leads to one branch. */
export function led({ makers, choices, ledAway }: Flow, isLedHere: (kind: MessageKind) => boolean): Flow {
  const away = [...makers.keys()].filter((kind) => !isLedHere(kind));
  return {
    makers: new Map([...makers].filter(([kind]) => isLedHere(kind))),
    choices,
    ledAway: new Set([...(ledAway ?? []), ...away]),
  };
}

/** What leaves two branches together; nothing where they need a parameter to have two values. */
export function joined(some: Flow, others: Flow): Flow[] {
  const agree = [...some.choices].every(([parameter, value]) => (others.choices.get(parameter) ?? value) === value);
  if (!agree) return [];
  const makers = new Map(some.makers);
  for (const [kind, maker] of others.makers) makers.set(kind, maker ?? makers.get(kind));
  return [{ ...some, makers, choices: new Map([...some.choices, ...others.choices]) }];
}

/**
 * One flow of each set of kinds, so that choices don't multiply, but for those that others depend on.
 * @param repeated parameters that choose at several places
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

/** Whether it is all that a client can send, and nothing else. */
export function isUntouched({ makers }: Flow): boolean {
  return onTheWire.every((kind) => makers.has(kind) && makers.get(kind) === undefined);
}

/** By which choices some of the flows come about, where others don't. */
export function whereOf(some: readonly Flow[], all: readonly Flow[]): string {
  const choices = [...some[0]!.choices].map(([parameter, value]) => `${parameter} is '${value}'`);
  return some.length < all.length && choices.length > 0 ? `, where ${choices.join(" and ")}` : "";
}
