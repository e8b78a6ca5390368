import { Command, Option } from "commander";
import type { ConvertOptions } from "../../app/convert-file.ts";
import { sinkFormats, sourceFormats } from "../../app/formats.ts";
import { measurement as measurementNumber, overwrite } from "../arguments.ts";
import { addPictureOptions, type PictureFlags, picturesOf } from "../picture-options.ts";

interface ConvertCommandOptions extends Omit<ConvertOptions, "measurement" | "group" | "pictures">, PictureFlags {
  readonly inGroup?: string;
  readonly measurement?: number;
  readonly all: boolean;
  readonly quiet: boolean;
}

export const convert = new Command("convert")
  .summary("convert a file to another format")
  .description(
    "Converts raw data and images. The format of the input is recognised by its content, that of the output by its " +
      "ending.",
  )
  .argument("<input>", "file or folder to read")
  .argument("<output>", "file to write")
  .addOption(measurementNumber())
  .addOption(new Option("--all", "convert all measurements of the file").default(false).conflicts("measurement"))
  .option("-g, --in-group <group>", "group to read, if the input is HDF5 with several")
  .option("-G, --out-group <group>", "group to write, if the output is MRD (default: dataset)")
  .option("--trajectory <file>", "coordinates of the readouts, if the input is non-Cartesian k-space of BART")
  .option("--keep-patient", "keep what identifies the patient", false)
  .option("--enhanced", "write DICOM as enhanced MR images, with a series in one file", false)
  .option("--fix-transposed", "transpose images that are transposed compared with their series", false)
  .option("-q, --quiet", "print errors only", false)
  .addOption(overwrite());
addPictureOptions(convert)
  .addHelpText(
    "after",
    `
Reads:
${sourceFormats.map(({ name, files }) => `  ${name}: ${files}`).join("\n")}
Writes:
${sinkFormats.map(({ name, endings }) => `  ${name}: ${endings.join(", ")}`).join("\n")}

Exit status: 0 on success; 1 if the input is damaged or truncated, and only what comes before was converted.`,
  )
  .action(async (input: string, output: string, options: ConvertCommandOptions) => {
    const [{ createLogger }, { convertFile }, { describeIncomplete }] = await Promise.all([
      import("../../app/logging/logging.ts"),
      import("../../app/convert-file.ts"),
      import("../../app/open-measurement.ts"),
    ]);
    const log = await createLogger({ verbose: false, file: undefined, crlf: false, json: false, quiet: options.quiet });
    const measurement = options.all ? "all" : options.measurement;
    const report = (level: "debug" | "info" | "warning" | "error", text: string) =>
      log[level === "warning" ? "warn" : level](text);
    const pictures = picturesOf(options);
    if (await convertFile(input, output, { ...options, measurement, group: options.inGroup, pictures }, report)) return;
    log.error(describeIncomplete(input));
    process.exitCode = 1;
  });
