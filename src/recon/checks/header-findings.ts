import type { Encoding, MrdHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { Finding } from "./finding.ts";
import { geometryFindings } from "./geometry-findings.ts";

/** Protons at 1 mT and at 30 T. */
const LOWEST_FREQUENCY_HZ = 4e4;
const HIGHEST_FREQUENCY_HZ = 1.3e9;
const HZ_PER_TESLA = 42.577e6;
/** Scanners are named by a rounded field: 1.41 T is 1.5 T. */
const FREQUENCY_DEVIATION = 0.15;

/**
 * What a header shows by itself.
 * @param offGrid encodings whose readouts are not lines, so that their limits and matrix have nothing in common
 */
export function headerFindings(header: MrdHeader, offGrid: ReadonlySet<number>): Finding[] {
  const findings = [
    ...geometryFindings(header),
    ...header.encoding.flatMap((encoding, index) =>
      offGrid.has(index) ? [] : encodingFindings(encoding, `encoding ${index}`),
    ),
  ];
  if (header.encoding.length === 0) {
    findings.push({
      weight: "error",
      where: "encoding",
      problem: "the header has no encoding",
      effect: "Nothing says how large the image is.",
      remedy: "Add an encoding with encodedSpace and reconSpace.",
    });
  }
  const frequency = header.experimentalConditions?.h1ResonanceFrequencyHz;
  if (frequency !== undefined && !(frequency >= LOWEST_FREQUENCY_HZ && frequency <= HIGHEST_FREQUENCY_HZ)) {
    findings.push({
      weight: "remark",
      where: "experimentalConditions.H1resonanceFrequency_Hz",
      problem: `the proton frequency is ${frequency} Hz`,
      effect: "Images do not depend on it.",
      remedy: "Write the frequency in Hz: 63870000 at 1.5 T.",
    });
  }
  const fieldT = header.acquisitionSystemInformation?.systemFieldStrengthT;
  if (frequency !== undefined && fieldT !== undefined && frequency >= LOWEST_FREQUENCY_HZ) {
    const expected = HZ_PER_TESLA * fieldT;
    if (Math.abs(frequency - expected) > FREQUENCY_DEVIATION * expected) {
      findings.push({
        weight: "remark",
        where: "acquisitionSystemInformation.systemFieldStrength_T",
        problem: `it is ${fieldT} T, but the proton frequency is ${frequency} Hz, that of ${Number((frequency / HZ_PER_TESLA).toPrecision(3))} T`,
        effect: "Images do not depend on it.",
        remedy: "Correct the one that is wrong.",
      });
    }
  }
  return findings;
}

function encodingFindings({ encodedSpace, encodingLimits }: Encoding, name: string): Finding[] {
  const findings: Finding[] = [];
  for (const [step, axis] of [
    ["kspaceEncodingStep1", "y"],
    ["kspaceEncodingStep2", "z"],
  ] as const) {
    const limit = encodingLimits[step];
    if (limit === undefined) continue;
    const { minimum, maximum, center } = limit;
    const lines = encodedSpace.matrixSize[axis];
    const where = `${name}: encodingLimits.${step}`;
    if (center < minimum || center > maximum) {
      findings.push({
        weight: "warning",
        where,
        problem: `the centre ${center} is outside of ${minimum}..${maximum}`,
        effect: "The k-space centre is not acquired, or the lines are placed wrongly.",
        remedy: "Set center to the counter of the line at the k-space centre.",
      });
    } else if (lines > 1 && maximum - minimum + 1 === lines && center !== minimum + Math.floor(lines / 2)) {
      findings.push({
        weight: "remark",
        where,
        problem: `${counted(lines, "line is", "lines are")} announced, and the centre is ${center} instead of ${minimum + Math.floor(lines / 2)}`,
        effect: "All lines are shifted in k-space, and lines at one edge are discarded.",
        remedy: "Check whether the line at the k-space centre really has this counter.",
      });
    }
    if (lines > 0 && maximum - minimum >= lines) {
      findings.push({
        weight: "warning",
        where,
        problem: `lines go from ${minimum} to ${maximum}, but the encoded matrix has ${lines} along ${axis}`,
        effect: "Lines outside of the matrix are discarded.",
        remedy: `Set encodedSpace.matrixSize.${axis} to the number of lines.`,
      });
    }
  }
  return findings;
}
