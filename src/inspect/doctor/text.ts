import { byWeight, type Finding, weights } from "../../recon/checks/index.ts";
import { counted } from "../../text/index.ts";

/** Findings as lines: each as a paragraph, then how many there are of each weight. */
export function findingLines(findings: readonly Finding[]): string[] {
  const paragraphs = byWeight(findings).flatMap(({ weight, where, problem, effect, remedy }) => [
    `${weight.padEnd(7)}  ${where}: ${problem}`,
    `         ${effect}`,
    `         ${remedy}`,
    "",
  ]);
  const counts = weights.map((weight) => counted(findings.filter((each) => each.weight === weight).length, weight));
  return [...paragraphs, counts.join(", ")];
}
