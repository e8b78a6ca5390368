import { type Chain, positionOf, recyclesSamples, resolvesAfter, type Section, type Step } from "../../chain/index.ts";
import { isRecord, substitute } from "../../chain/text/index.ts";
import type { MessageKind } from "../../gadget-api/index.ts";

/** What is known of a chain before anything comes. */
export interface ChainPlan {
  readonly name: string;
  readonly description: string;
  /** SHA-256 of its text. */
  readonly hash: string;
  /** Whether the incoming data are saved. */
  readonly saves: boolean;
  /** What a client may set. */
  readonly parameters: readonly PlannedParameter[];
  readonly steps: readonly PlannedStep[];
  /** What is done together, and where, a sentence each. */
  readonly fused: readonly string[];
}

export interface PlannedParameter {
  readonly name: string;
  readonly value: unknown;
  readonly description: string;
  readonly from: "default" | "set";
  /** Positions of the steps that use it. */
  readonly usedBy: readonly string[];
}

export interface PlannedStep {
  /** As in `step 3`. */
  readonly position: string;
  readonly gadget: string;
  readonly summary: string;
  /** `file:line:column`. */
  readonly place: string;
  readonly takes: readonly MessageKind[];
  readonly makes: readonly MessageKind[];
  readonly parameters: readonly StepParameter[];
}

export interface StepParameter {
  readonly name: string;
  readonly value: unknown;
  /** The gadget's default, the chain's text, or parameters of the chain. */
  readonly from: "gadget" | "chain" | "parameter";
  /** The chain's parameters that it is made of. */
  readonly names: readonly string[];
  /** Where it is written, `file:line:column`. */
  readonly place: string | undefined;
}

/** What a chain will do, with the parameters that it has. */
export function planOf(chain: Chain): ChainPlan {
  const steps = chain.steps.map(plannedStep);
  const parameters = Object.entries(chain.parameters).map(
    ([name, { default: value, description }]): PlannedParameter => {
      const isSet = Object.hasOwn(chain.set, name);
      const users = steps.filter((step) => step.parameters.some(({ names }) => names.includes(name)));
      const usedBy = users.map(({ position, gadget }) => `${position} (${gadget})`);
      return { name, value: isSet ? chain.set[name] : value, description, from: isSet ? "set" : "default", usedBy };
    },
  );
  const { name, description, hash, save } = chain;
  return { name, description, hash, saves: save, parameters, steps, fused: fusedIn(chain) };
}

function plannedStep(step: Step): PlannedStep {
  const { gadget, written, parameters, places, place } = step;
  const whole = typeof written === "string" ? substitute(written, {}).unknown : [];
  const values = parameters as Readonly<Record<string, unknown>>;
  return {
    position: positionOf(step),
    gadget: gadget.name,
    summary: gadget.summary,
    place,
    takes: gadget.in,
    makes: gadget.out,
    parameters: Object.keys(gadget.schema.properties).map((name): StepParameter => {
      const own = isRecord(written) && Object.hasOwn(written, name) ? substitute(written[name], {}).unknown : whole;
      const names = [...new Set(own.map((each) => each.name))];
      const from =
        names.length > 0 ? "parameter" : isRecord(written) && Object.hasOwn(written, name) ? "chain" : "gadget";
      return { name, value: values[name], from, names, place: places[name] };
    }),
  };
}

/** What steps share, a sentence each. */
function fusedIn(chain: Chain): string[] {
  const shared = passesIn(chain.sections).filter((steps) => steps.length > 1);
  const said = shared.map((steps) => {
    const names = steps.map((step) => `${positionOf(step)} (${step.gadget.name})`).join(" and ");
    return `${names} share one pass over each readout, behind ${positionOf(steps.at(-1)!)}`;
  });
  if (recyclesSamples(chain)) said.push("all steps up to the reconstruction use the memory of samples again");
  return said;
}

/** Neighbouring steps that put their work on readouts off, and share it. */
function passesIn(sections: readonly Section[]): Step[][] {
  const passes: Step[][] = [];
  let pass: Step[] = [];
  for (const [i, section] of sections.entries()) {
    if (section.kind !== "step") {
      for (const { parts } of section.branches) passes.push(...passesIn(parts));
      continue;
    }
    if (!section.gadget.runtime.defers) continue;
    pass.push(section);
    if (!resolvesAfter(section, sections[i + 1])) continue;
    passes.push(pass);
    pass = [];
  }
  return passes;
}
