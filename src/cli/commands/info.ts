import { Command } from "commander";
import { asMrdForCommand } from "../../app/open-as-mrd.ts";
import { withProgress } from "../../app/terminal/progress.ts";
import { MrdFile } from "../../formats/mrd-hdf5/index.ts";
import { formatGroup, inspectGroup } from "../../inspect/info/index.ts";
import { printLines } from "../print-lines.ts";

interface InfoOptions {
  group?: string;
  json: boolean;
}

export const info = new Command("info")
  .summary("show the contents of a file")
  .description(
    "Prints the contents of each measurement in an MRD file: header, readouts, waveforms, images, arrays, configuration.",
  )
  .argument("<file>", "MRD file, or any that `larmor convert` reads")
  .option("-g, --group <name>", "show this group only")
  .option("--json", "print JSON, with the whole header", false)
  .action(async (path: string, options: InfoOptions) => {
    const file = await MrdFile.open(await asMrdForCommand(path));
    try {
      const groups = options.group === undefined ? file.groups : [file.group(options.group)];
      const reports = groups.map((group) =>
        inspectGroup(group, (messages, total) => withProgress(messages, { label: "reading", total })),
      );
      if (options.json) console.log(JSON.stringify({ path, groups: reports }, undefined, 2));
      else printLines([[path, ...reports.map(formatGroup)].join("\n\n")]);
    } finally {
      file.close();
    }
  });
