import { Command } from "commander";
import { asMrdForCommand } from "../../app/open-as-mrd.ts";
import { withProgress } from "../../app/terminal/progress.ts";
import { MrdFile, type MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { findingLines, headerOrFinding } from "../../inspect/doctor/index.ts";
import { byWeight, type Finding, MeasurementCheck } from "../../recon/checks/index.ts";
import { printLines } from "../print-lines.ts";

interface DoctorOptions {
  readonly group?: string;
  readonly json: boolean;
}

export const doctor = new Command("doctor")
  .summary("check a measurement")
  .description(
    "Checks the header and the readouts of each measurement of an MRD file against each other. Prints what spoils images, " +
      "what images lack and what is worth knowing: where it is, what it does to the image, and how to mend it.",
  )
  .argument("<file>", "MRD file, or any that `larmor convert` reads")
  .option("-g, --group <name>", "check this group only")
  .option("--json", "print JSON", false)
  .addHelpText("after", "\nExit status: 1 if there are errors, else 0.")
  .action(async (path: string, options: DoctorOptions) => {
    const file = await MrdFile.open(await asMrdForCommand(path));
    try {
      const groups = options.group === undefined ? file.groups : [file.group(options.group)];
      const checked = groups.map((group) => ({ group: group.name, findings: byWeight(findingsIn(group)) }));
      if (options.json) console.log(JSON.stringify({ path, groups: checked }, undefined, 2));
      else for (const { group, findings } of checked) printLines([`group ${group}`, "", ...findingLines(findings)]);
      if (checked.some(({ findings }) => findings.some(({ weight }) => weight === "error"))) process.exitCode = 1;
    } finally {
      file.close();
    }
  });

function findingsIn(group: MrdGroup): readonly Finding[] {
  if (group.acquisitionCount === 0) return [];
  const read = headerOrFinding(group);
  if ("finding" in read) return [read.finding];
  const check = new MeasurementCheck(read.header);
  const work = { label: "checking", total: group.acquisitionCount, unit: "readout" };
  for (const readout of withProgress(group.acquisitions(), work)) check.add(readout);
  return check.findings();
}
