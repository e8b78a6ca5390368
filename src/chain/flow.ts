import type { MessageKind } from "../gadget/index.ts";
import { onTheWire, sendable } from "./accepted.ts";
import type { Choice, Part, Step } from "./chain.ts";
import { branchOf } from "./choice.ts";
import type { ChainDocument } from "./document.ts";

/** Ways through a chain that are worth following; more are a mistake, or malice. */
const MOST_FLOWS = 1000;

/** What passes a place of a chain, by one way through the choices before it, or by several that make no difference. */
interface Flow {
  /** Each kind with the step that made it last; `undefined` where it comes from the client. */
  readonly makers: ReadonlyMap<MessageKind, Step | undefined>;
  /** What was chosen on all of these ways, by parameter. */
  readonly choices: ReadonlyMap<string, string>;
}

/**
 * Follows the kinds of messages through the steps, by every way that the choices leave: a step that nothing can reach, or a
 * chain whose end can't be sent, is a mistake of the text.
 */
export function checkFlow(document: ChainDocument, parts: readonly Part[]): void {
  new FlowCheck(document, parts).run();
}

class FlowCheck {
  readonly #document: ChainDocument;
  readonly #parts: readonly Part[];
  /** Parameters that choose at several places: there they choose alike. */
  readonly #repeated: ReadonlySet<string>;
  /** What comes to each step. */
  readonly #coming = new Map<Step, readonly Flow[]>();

  constructor(document: ChainDocument, parts: readonly Part[]) {
    this.#document = document;
    this.#parts = parts;
    const names = choicesIn(parts).map(({ parameter }) => parameter);
    this.#repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  }

  run(): void {
    const first: Flow = { makers: new Map(onTheWire.map((kind) => [kind, undefined])), choices: new Map() };
    const ending = this.#follow(this.#parts, [first]);
    for (const [{ gadget, path }, flows] of this.#coming) {
      const missed = flows.filter(({ makers }) => !gadget.in.some((kind) => makers.has(kind)));
      if (missed.length === 0) continue;
      const before = missed.some(isUntouched) ? "a client can't send it" : "no step before it makes that";
      this.#document.report(
        path,
        `'${gadget.name}' takes ${gadget.in.join(" or ")}, but ${before}${where(missed, flows)}`,
      );
    }
    for (const kind of new Set(ending.flatMap(({ makers }) => [...makers.keys()]))) {
      if (sendable.includes(kind)) continue;
      const unsendable = ending.filter(({ makers }) => makers.has(kind));
      const { gadget, path } = unsendable[0]!.makers.get(kind)!;
      const reach = "reach the end of the chain, where only images and readouts can be sent";
      this.#document.report(path, `the ${kind} messages of '${gadget.name}' ${reach}${where(unsendable, ending)}`);
    }
  }

  #follow(parts: readonly Part[], flows: readonly Flow[]): readonly Flow[] {
    let coming = flows;
    for (const part of parts) {
      if ("gadget" in part) {
        this.#coming.set(part, coming);
        coming = this.#distinct(coming.map((flow) => behind(part, flow)));
      } else coming = this.#followChoice(part, coming);
    }
    return coming;
  }

  #followChoice(choice: Choice, flows: readonly Flow[]): readonly Flow[] {
    const { parameter, branches, fallback } = choice;
    const choosing = (value: string): readonly Flow[] =>
      flows
        .filter(({ choices }) => (choices.get(parameter) ?? value) === value)
        .map(({ makers, choices }) => ({ makers, choices: new Map(choices).set(parameter, value) }));
    const none = branchOf(choice, fallback) === undefined ? choosing(String(fallback)) : [];
    const through = branches.flatMap(({ name, parts }) => this.#follow(parts, choosing(name)));
    const behind = this.#distinct([...none, ...through]);
    if (behind.length <= MOST_FLOWS) return behind;
    this.#document.report(choice.path, "too many choices depend on each other; let fewer parameters choose repeatedly");
    return [];
  }

  /** One flow of each set of kinds, so that choices don't multiply, but for those that others depend on. */
  #distinct(flows: readonly Flow[]): readonly Flow[] {
    const distinct = new Map<string, Flow>();
    for (const flow of flows) {
      const choices = [...flow.choices].filter(([parameter]) => this.#repeated.has(parameter));
      const key = JSON.stringify([[...flow.makers.keys()].toSorted(), choices.toSorted()]);
      const same = distinct.get(key);
      distinct.set(key, same === undefined ? flow : { ...same, choices: common(same.choices, flow.choices) });
    }
    return [...distinct.values()];
  }
}

function choicesIn(parts: readonly Part[]): Choice[] {
  return parts.flatMap((part) =>
    "gadget" in part ? [] : [part, ...part.branches.flatMap((branch) => choicesIn(branch.parts))],
  );
}

function behind(step: Step, { makers, choices }: Flow): Flow {
  const { gadget } = step;
  const after = new Map(makers);
  for (const kind of gadget.in) after.delete(kind);
  for (const kind of gadget.out) after.set(kind, step);
  return { makers: after, choices };
}

function common(some: Flow["choices"], others: Flow["choices"]): Flow["choices"] {
  return new Map([...some].filter(([parameter, value]) => others.get(parameter) === value));
}

function isUntouched({ makers }: Flow): boolean {
  return onTheWire.every((kind) => makers.has(kind) && makers.get(kind) === undefined);
}

/** By which choices some of the flows come about, where others don't. */
function where(some: readonly Flow[], all: readonly Flow[]): string {
  const choices = [...some[0]!.choices].map(([parameter, value]) => `${parameter} is '${value}'`);
  return some.length < all.length && choices.length > 0 ? `, where ${choices.join(" and ")}` : "";
}
