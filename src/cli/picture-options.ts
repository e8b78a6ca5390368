import type { Command } from "commander";
import type { PictureOptions } from "../formats/source/index.ts";
import { decimal, positiveNumber, wholeNumber } from "./arguments.ts";

/** Options of pictures, as commander returns them; those of FIRE's mrd2gif have its names. */
export type PictureFlags = Omit<PictureOptions, "reference">;

const group = "Options of GIF and PNG:";

/** Adds the options of FIRE's mrd2gif to a command. */
export function addPictureOptions(command: Command): Command {
  return command
    .optionsGroup(group)
    .option("-s, --series <name>", "only this series: image_0, or 0")
    .option("-r, --rescale <factor>", "factor by which to enlarge every pixel", positiveNumber, 1)
    .option("--fps <count>", "frames per second", decimal, 25)
    .option("--no-mosaic-slices", "do not show slices, contrasts or few images side by side")
    .option("--mosaic-less-than <count>", "show fewer images than this side by side", wholeNumber, 6)
    .option("--floating-window", "a window for each image without one in its attributes", false)
    .option("--ref-filename <file>", "images to compare with: shown below, with the difference")
    .option("--ref-in-group <group>", "their group, if the file is HDF5 with several")
    .option("--ref-diff-scale <factor>", "factor of the difference", decimal, 1);
}

/** The options of pictures among those of a command. */
export function picturesOf(flags: PictureFlags): PictureFlags {
  const { rescale, fps, mosaicSlices, mosaicLessThan, series, floatingWindow, refDiffScale } = flags;
  return { rescale, fps, mosaicSlices, mosaicLessThan, series, floatingWindow, refDiffScale };
}
