import { Command } from "commander";
import { CommandError } from "../../app/errors.ts";
import { MrdFile, type MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { provenanceLines, provenanceOf } from "../../inspect/why/index.ts";
import { chooseSeries, parseRanges } from "../../rendering/index.ts";
import { printLines, reportChosenGroup } from "../print-lines.ts";

interface WhyOptions {
  readonly group?: string;
  readonly json: boolean;
}

export const why = new Command("why")
  .summary("explain how images were made")
  .description(
    "Explains the images of a file, one sentence per fact: which chain made them with which settings, which noise they were " +
      "prewhitened with, which lines of k-space they have, how they were scaled, and what was omitted or clipped. Consecutive " +
      "images that were made in the same way are explained once.",
  )
  .argument("<file>", "MRD file")
  .argument("[image]", "a series, or one of its images: image_0, image_0:3, or 0:3, counted from 0")
  .option("-g, --group <name>", "group; default: the newest with images")
  .option("--json", "print JSON", false)
  .action(async (path: string, image: string | undefined, { group: name, json }: WhyOptions) => {
    const file = await MrdFile.open(path);
    try {
      const group = file.group(name, ({ series }) => series.length > 0);
      reportChosenGroup(name, group, file);
      const reported = selectedImages(group, image).map(({ series, range }) => ({
        series,
        stories: provenanceOf(group.images(series, range), range.start ?? 0),
      }));
      if (reported.length === 0)
        throw new CommandError("nothing-to-show", `group ${group.name} of ${path} has no images`);
      if (json) return void console.log(JSON.stringify(reported, undefined, 2));
      printLines(reported.flatMap(({ series, stories }) => provenanceLines(series, stories)));
    } finally {
      file.close();
    }
  });

/** The selected series, and which of their images. */
function selectedImages(group: MrdGroup, image: string | undefined) {
  if (image === undefined) return group.series.map(({ name: series }) => ({ series, range: {} as { start?: number } }));
  const [, name, index] = /^(.*?)(?::(\d+))?$/s.exec(image)!;
  const series = chooseSeries(group, name || undefined);
  const [range = {}] = index === undefined ? [] : parseRanges(index);
  const count = group.series.find((each) => each.name === series)?.count ?? 0;
  if (index !== undefined && Number(index) >= count) {
    throw new CommandError("nothing-to-show", `${series} has no image ${index}: there are ${count}, counted from 0`);
  }
  return [{ series, range }];
}
