import { type Chain, positionOf } from "../../chain/index.ts";
import { counted } from "../../text/index.ts";
import type { DryRun, StepFlow } from "./dry-run.ts";

/** Whether a chain has a step that produces images. Chains that only save, measure or discard have none. */
export function producesImages({ steps }: Pick<Chain, "steps">): boolean {
  return steps.some(({ gadget }) => gadget.out.includes("image") && !gadget.flow.transparent);
}

/**
 * Why a chain produces no image from a measurement: the first step that received messages and passed none on;
 * `undefined` if it produces some, if none are to be expected, as from noise alone, or if an external program decides.
 */
export function whyNoImages(chain: Chain, run: DryRun): string | undefined {
  if (run.failure !== undefined || run.imageData === 0 || !producesImages(chain)) return undefined;
  if (run.results.some(({ kind }) => kind === "image" || kind === "acquisition")) return undefined;
  if (run.steps.some(({ unknown }) => unknown)) return undefined;
  const none = `${counted(run.imageData, run.images.clock.slice(0, -1))} produced no image`;
  const flow = run.steps.find(({ took, made }) => took.length > 0 && made.length === 0);
  const step = chain.steps.find((each) => positionOf(each) === flow?.position);
  if (flow === undefined || step === undefined) return none;
  const where = `${flow.position}, ${step.gadget.name} (${step.place})`;
  const hint = step.thirdParty === undefined ? "" : "; here, its samples were not those of the measurement";
  return `${none}: ${where}, received ${received(flow)} and passed none on${hint}`;
}

function received({ took }: StepFlow): string {
  return took.map(({ kind, count }) => counted(count, kind === "acquisition" ? "readout" : kind)).join(" and ");
}
