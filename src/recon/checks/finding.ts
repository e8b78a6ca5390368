import type { GadgetErrorCode } from "../../gadget-api/index.ts";

/** How much a finding matters: no right image is possible; an image lacks something; or it is worth knowing. */
export const weights = ["error", "warning", "remark"] as const;
export type Weight = (typeof weights)[number];

/** Something about a measurement that its user should know. */
export interface Finding {
  readonly weight: Weight;
  /** The header's field, or the readouts, that show it: `encoding 0: encodedSpace.fieldOfView_mm`. */
  readonly where: string;
  /** What was found, with figures, as a clause. */
  readonly problem: string;
  /** What it does to the image, as a sentence. */
  readonly effect: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
  /** The error with which a step that places readouts on a Cartesian grid refuses them. */
  readonly refusal?: GadgetErrorCode;
}

/** Findings by weight, errors first; those of one weight in their order. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  return weights.flatMap((weight) => findings.filter((finding) => finding.weight === weight));
}

/**
 * A finding in one line, for a log or a client: where and what it is, what it does to the image, and which chain fits if
 * others refuse it.
 */
export function findingText({ where, problem, effect, remedy, refusal }: Finding): string {
  return `${where}: ${problem}. ${effect}${refusal === undefined ? "" : ` ${remedy}`}`;
}
