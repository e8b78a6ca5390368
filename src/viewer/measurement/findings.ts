import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { headerOrFinding } from "../../inspect/doctor/index.ts";
import { byWeight, type Finding, MeasurementCheck } from "../../recon/checks/index.ts";
import type { FindingEntry } from "../api/index.ts";
import { Steps } from "./in-steps.ts";

/** Readouts read at a time. */
const RUN = 64;

/** What `larmor doctor` finds in header and readouts, by weight. */
export async function findingsOf(group: MrdGroup): Promise<readonly FindingEntry[]> {
  if (group.acquisitionCount === 0) return [];
  const read = headerOrFinding(group);
  if ("finding" in read) return [entryOf(read.finding)];
  const check = new MeasurementCheck(read.header);
  const steps = new Steps();
  for (let start = 0; start < group.acquisitionCount; start += RUN) {
    for (const readout of group.acquisitions({ start, end: start + RUN })) check.add(readout);
    await steps.next();
  }
  return byWeight(check.findings()).map(entryOf);
}

function entryOf({ weight, where, problem, effect, remedy }: Finding): FindingEntry {
  return { weight, where, problem, effect, remedy };
}
