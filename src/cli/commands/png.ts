import { extname } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { derivedName } from "../../app/names.ts";
import { writeFile } from "../../files/index.ts";
import { MrdFile, type MrdGroup, type Range } from "../../formats/mrd-hdf5/index.ts";
import {
  chooseSeries,
  otherNames,
  type Part,
  PictureError,
  parseRanges,
  parts,
  renderAnimation,
  renderSeries,
  tilesOf,
} from "../../rendering/index.ts";
import { counted } from "../../text/index.ts";
import { wholeNumber } from "../arguments.ts";
import { reportChosenGroup } from "../print-lines.ts";

interface PngOptions {
  group?: string;
  series?: string;
  output?: string;
  window?: [number, number];
  percentiles?: [number, number];
  index?: Range[];
  part?: Part;
  columns?: number;
  scale: number;
  gap: number;
  labels: boolean;
  fps: number;
}

export const png = new Command("png")
  .summary("save images of a file as a picture")
  .description(
    "Writes the images of a group into one PNG, side by side: every series, slice and repetition, every z plane and " +
      "channel. Each series has one grey scale: the window of its images, if they have one, or else the percentiles 1 " +
      "and 99.5. With -s, also shows numeric arrays, such as those that taps save (buffer_0), and the readouts (data). " +
      "If the output ends in .gif, it is an animation of the images.",
  )
  .argument("<file>", "MRD file")
  .option("-g, --group <name>", "group; default: the newest with images")
  .option("-s, --series <name>", "image series, or its number; an array; data: the readouts; default: all series")
  .option("-o, --output <file>", "picture to write; default: <file>_<series>.png, or <file>_images.png of all series")
  .option("--window <center,width>", "window of the grey scale, the same for all images", pair)
  .option("--percentiles <low,high>", "percentiles of each series shown as black and white", pair)
  .option("--index <list>", "images to show, counted from 0: 3, or 0,4-7", parseRanges)
  .addOption(
    new Option("--part <part>", "what to show of complex values; log: logarithm of the magnitude")
      .choices(parts)
      .default(undefined, "magnitude; of k-space: log"),
  )
  .option("--columns <count>", "number of images per row", wholeNumber)
  .option("--scale <factor>", "factor by which to enlarge every pixel", wholeNumber, 1)
  .option("--gap <elements>", "space between two images", wholeNumber, 2)
  .option("--labels", "write above each image what it is: series:index, as in larmor why", false)
  .option("--fps <count>", "frames per second of a GIF", wholeNumber, 10)
  .action(async (path: string, options: PngOptions) => {
    const file = await MrdFile.open(path);
    try {
      const group = file.group(options.group, (each) => hasWanted(each, options.series));
      reportChosenGroup(options.group, group, file);
      const names = chosenNames(group, options.series);
      const series = names.map((name) => tilesOf(group, name, { ranges: options.index, part: options.part }));
      const output = options.output ?? derivedName(path, `${names.length === 1 ? names[0] : "images"}.png`);
      if (extname(output).toLowerCase() === ".gif") {
        const { width, height, frames, gif } = renderAnimation(series, options.fps, options);
        writeFile(output, gif);
        console.log(`${output}: ${width} × ${height}, ${counted(frames, "frame")}`);
        return;
      }
      const { width, height, png } = renderSeries(series, options);
      writeFile(output, png);
      console.log(`${output}: ${width} × ${height}`);
    } finally {
      file.close();
    }
  });

function hasWanted(group: MrdGroup, name: string | undefined): boolean {
  if (name === undefined) return group.series.length > 0;
  return otherNames(group).includes(name) || group.series.some((each) => each.name === chooseSeries(group, name));
}

/** @throws PictureError `no-images`, naming what else can be shown */
function chosenNames(group: MrdGroup, name: string | undefined): string[] {
  if (name !== undefined) return [otherNames(group).includes(name) ? name : chooseSeries(group, name)];
  const all = group.series.filter(({ count }) => count > 0).map((each) => each.name);
  if (all.length > 0) return all;
  const others = otherNames(group);
  const also = others.length === 0 ? "" : `; -s shows others of its data: ${others.join(", ")}`;
  throw new PictureError("no-images", `group ${group.name} has no images: reconstruct it first${also}`);
}

function pair(text: string): [number, number] {
  const [first = Number.NaN, second = Number.NaN, ...others] = text
    .split(",")
    .map((part) => Number(part.trim() || Number.NaN));
  if (Number.isNaN(first) || Number.isNaN(second) || others.length > 0) {
    throw new InvalidArgumentError("It must be two numbers separated by a comma.");
  }
  return [first, second];
}
