import { type Chain, positionOf, recyclesSamples, resolvesAfter, type Section, type Step } from "../../chain/index.ts";
import { isRecord, substitute } from "../../chain/text/index.ts";
import type { MessageKind } from "../../gadget-api/index.ts";

/** What is known about a chain before any data arrive. */
export interface ChainPlan {
  readonly name: string;
  readonly description: string;
  /** SHA-256 of its text. */
  readonly hash: string;
  /** Whether the incoming data are saved. */
  readonly saves: Chain["saves"];
  /** Parameters that a client may set. */
  readonly parameters: readonly PlannedParameter[];
  readonly steps: readonly PlannedStep[];
  /** Work that steps share, one sentence per entry. */
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
  /** For example `step 3`. */
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
  /** The gadget's default, the text of the chain, or parameters of the chain. */
  readonly from: "gadget" | "chain" | "parameter";
  /** The chain's parameters that the value is composed of. */
  readonly names: readonly string[];
  /** Position of the value in the text, `file:line:column`. */
  readonly place: string | undefined;
}

/** What a chain will do with its current parameters. */
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
  const { name, description, hash, saves } = chain;
  return { name, description, hash, saves, parameters, steps, fused: fusedIn(chain) };
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

/** Work and memory that steps share, one sentence per entry. */
function fusedIn(chain: Chain): string[] {
  const shared = passesIn(chain.sections).filter((steps) => steps.length > 1);
  const said = shared.map((steps) => {
    const names = steps.map((step) => `${positionOf(step)} (${step.gadget.name})`).join(" and ");
    return `${names} share one pass over each readout, after ${positionOf(steps.at(-1)!)}`;
  });
  if (recyclesSamples(chain)) said.push("all steps up to the reconstruction reuse sample buffers");
  return said;
}

/** Neighbouring steps that defer their work on readouts, and share it. */
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
