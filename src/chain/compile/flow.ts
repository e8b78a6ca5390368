import type { Choice, Parallel, Part, Placed, Step } from "../chain.ts";
import type { ChainDocument } from "../text/document.ts";
import { onTheWire, sendable } from "./accepted.ts";
import { branchOf } from "./choice.ts";
import { behind, choosing, distinct, type Flow, isUntouched, joined, led, whereOf } from "./flow-state.ts";
import { branchesFor } from "./route.ts";

/** Upper limit of the paths followed through a chain at one point; more is an error or an attack. */
const MOST_FLOWS = 256;
/** Upper limit of the paths followed through all parts, and of their combinations: choices in branches multiply them. */
const MOST_WORK = 100_000;

/**
 * Follows the kinds of messages through the steps, on every path through the choices. Reported as errors: a step that
 * nothing reaches, a message that no branch accepts, and a kind at the end of the chain that cannot be sent.
 */
export function checkFlow(document: ChainDocument, parts: readonly Part[]): void {
  new FlowCheck(document, parts).run();
}

class FlowCheck {
  readonly #document: ChainDocument;
  readonly #parts: readonly Part[];
  /** Parameters that are used by several choices, which all select alike. */
  readonly #repeated: ReadonlySet<string>;
  /** The flows that reach each step. */
  readonly #coming = new Map<Step, Flow[]>();
  /** Paths followed so far. */
  #work = 0;
  #hasGivenUp = false;

  constructor(document: ChainDocument, parts: readonly Part[]) {
    this.#document = document;
    this.#parts = parts;
    const names = choicesIn(parts).map(({ parameter }) => parameter);
    this.#repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  }

  run(): void {
    const first = { makers: new Map(onTheWire.map((kind) => [kind, undefined])), choices: new Map() };
    const ending = this.#follow(this.#parts, [first]);
    for (const [step, flows] of this.#coming) this.#requireReached(step, flows);
    this.#requireSendable(ending);
  }

  #requireReached({ gadget, path }: Step, flows: readonly Flow[]): void {
    const missed = flows.filter(({ makers }) => !gadget.in.some((kind) => makers.has(kind)));
    if (missed.length === 0) return;
    const isLedAway = missed.some(({ ledAway }) => gadget.in.some((kind) => ledAway?.has(kind)));
    const why = missed.some(isUntouched) ? "a client can't send it" : "no earlier step produces that";
    const reason = isLedAway ? "the route sends none of it here" : why;
    this.#document.report(
      path,
      `'${gadget.name}' consumes ${gadget.in.join(" or ")}, but ${reason}${whereOf(missed, flows)}`,
    );
  }

  #requireSendable(ending: readonly Flow[]): void {
    for (const kind of new Set(ending.flatMap(({ makers }) => [...makers.keys()]))) {
      if (sendable.includes(kind)) continue;
      const unsendable = ending.filter(({ makers }) => makers.has(kind));
      const { gadget, path } = unsendable[0]!.makers.get(kind)!;
      const reach = "reach the end of the chain, where only images and readouts can be sent";
      this.#document.report(path, `the ${kind} messages of '${gadget.name}' ${reach}${whereOf(unsendable, ending)}`);
    }
  }

  #follow(parts: readonly Part[], flows: readonly Flow[]): readonly Flow[] {
    let incoming = flows;
    for (const part of parts) {
      if (!this.#canFollow(part, incoming.length)) return [];
      if (part.kind === "step") {
        this.#coming.set(part, [...(this.#coming.get(part) ?? []), ...incoming]);
        incoming = this.#distinct(
          part,
          incoming.map((flow) => behind(part, flow)),
        );
      } else if (part.kind === "choice") incoming = this.#followChoice(part, incoming);
      else
        incoming = this.#distinct(
          part,
          incoming.flatMap((flow) => this.#followParallel(part, flow)),
        );
    }
    return incoming;
  }

  #followChoice(choice: Choice, flows: readonly Flow[]): readonly Flow[] {
    const { parameter, branches, fallback } = choice;
    const none = branchOf(choice, fallback) === undefined ? choosing(flows, parameter, String(fallback)) : [];
    const through = branches.flatMap(({ name, parts }) => this.#follow(parts, choosing(flows, parameter, name)));
    return this.#distinct(choice, [...none, ...through]);
  }

  /** The output of the branches is that of any of them, for each combination of the choices within them. */
  #followParallel(parallel: Parallel<Part>, flow: Flow): readonly Flow[] {
    const { branches, route } = parallel;
    if (route !== undefined) this.#requireBranches(parallel, route, flow);
    let all: readonly Flow[] = [{ ...flow, makers: new Map() }];
    for (const { name, parts } of branches) {
      const incoming = route === undefined ? flow : led(flow, (kind) => branchesFor(route, kind).includes(name));
      const through = this.#follow(parts, [incoming]);
      if (!this.#canFollow(parallel, all.length * through.length)) return [];
      all = this.#distinct(
        parallel,
        all.flatMap((some) => through.flatMap((others) => joined(some, others))),
      );
    }
    return all;
  }

  /** What a client sends and no branch accepts is refused earlier. */
  #requireBranches({ path }: Placed, route: NonNullable<Parallel<Part>["route"]>, { makers }: Flow): void {
    for (const [kind, maker] of makers) {
      if (maker === undefined || branchesFor(route, kind).length > 0) continue;
      const what = `the ${kind} messages of '${maker.gadget.name}'`;
      const why = route.by === "kind" ? "" : `, since they have no ${route.by}`;
      const message = `${what} go to no branch${why}; name a branch for all others: \`otherwise\``;
      this.#document.report([...path, "parallel", "route"], message);
    }
  }

  #distinct(part: Part, flows: readonly Flow[]): readonly Flow[] {
    const found = distinct(flows, this.#repeated);
    return found.length <= MOST_FLOWS ? found : this.#giveUp(part);
  }

  /** Counts paths, and reports if they are too many. */
  #canFollow(part: Part, count: number): boolean {
    this.#work += count;
    if (this.#work <= MOST_WORK) return true;
    this.#giveUp(part);
    return false;
  }

  #giveUp({ path }: Part): readonly Flow[] {
    if (!this.#hasGivenUp) {
      this.#document.report(path, "too many choices depend on each other; use fewer parameters in several choices");
    }
    this.#hasGivenUp = true;
    return [];
  }
}

function choicesIn(parts: readonly Part[]): Choice[] {
  return parts.flatMap((part) => {
    if (part.kind === "step") return [];
    const within = part.branches.flatMap((branch) => choicesIn(branch.parts));
    return part.kind === "choice" ? [part, ...within] : within;
  });
}
