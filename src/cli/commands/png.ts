import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { derivedName } from "../../app/names.ts";
import { MrdFile, type Range } from "../../formats/mrd-hdf5/index.ts";
import { chooseSeries, parseRanges, readSeries, renderMosaic } from "../../rendering/index.ts";
import { wholeNumber } from "../arguments.ts";
import { reportChosenGroup } from "../print-lines.ts";

interface PngOptions {
  group?: string;
  series?: string;
  output?: string;
  window?: [number, number];
  percentiles?: [number, number];
  index?: Range[];
  columns?: number;
  scale: number;
}

export const png = new Command("png")
  .summary("save images of a file as a picture")
  .description(
    "Writes the images of a series into one PNG, side by side: every slice and repetition, every z plane and channel. " +
      "The grey scale is the images' own window, if any, or else the percentiles 1 and 99.5.",
  )
  .argument("<file>", "MRD file")
  .option("-g, --group <name>", "group; default: the newest with images")
  .option("-s, --series <name>", "image series, or its number; required if the group has several")
  .option("-o, --output <file>", "picture to write; default: <file>_<series>.png")
  .option("--window <center,width>", "window of the grey scale, the same for all images", pair)
  .option("--percentiles <low,high>", "percentiles shown as black and white", pair)
  .option("--index <list>", "images to show, counted from 0: 3, or 0,4-7", parseRanges)
  .option("--columns <count>", "number of images per row", wholeNumber)
  .option("--scale <factor>", "factor by which to enlarge every pixel", wholeNumber, 1)
  .action(async (path: string, options: PngOptions) => {
    const file = await MrdFile.open(path);
    try {
      const group = file.group(options.group, ({ series }) => series.length > 0);
      reportChosenGroup(options.group, group, file);
      const series = chooseSeries(group, options.series);
      const { width, height, png } = renderMosaic(readSeries(group, series, options.index), options);
      const output = options.output ?? derivedName(path, `${series}.png`);
      writeFileSync(output, png);
      console.log(`${output}: ${width} × ${height}`);
    } finally {
      file.close();
    }
  });

function pair(text: string): [number, number] {
  const [first = Number.NaN, second = Number.NaN, ...others] = text
    .split(",")
    .map((part) => Number(part.trim() || Number.NaN));
  if (Number.isNaN(first) || Number.isNaN(second) || others.length > 0) {
    throw new InvalidArgumentError("It must be two numbers separated by a comma.");
  }
  return [first, second];
}
