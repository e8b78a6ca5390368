import { Command } from "commander";
import type { RunFileOptions } from "../../app/run-file.ts";
import {
  gadgetFolders,
  measurement,
  nameAndValue,
  noiseFolder,
  noiseMaxAge,
  overwrite,
  pipelineFolders,
  threads,
} from "../arguments.ts";
import { limitOptions } from "../limit-options.ts";

export const run = new Command("run")
  .summary("reconstruct a file without a server")
  .description("Runs a chain over a measurement and saves its images, in MRD together with the header.")
  .argument("<input>", "MRD file, or raw data that `larmor convert` reads")
  .option(
    "-c, --config <chain>",
    "a chain's name, or the path of a .yaml file or of a Gadgetron .xml file",
    "cartesian",
  )
  .option(
    "-o, --output <file>",
    "output file, in the format of its ending, as of `larmor convert` (default: <input>_results.h5)",
  )
  .option("-g, --in-group <group>", "group to read, if the file has several")
  .addOption(measurement())
  .option("-G, --out-group <group>", "group to write (default: date and time)")
  .addOption(overwrite())
  .option("-P, --parameter <name=value>", "set a parameter of the chain; may be repeated", nameAndValue, {})
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .addOption(noiseFolder())
  .addOption(noiseMaxAge())
  .addOption(threads())
  .option("--taps <folder>", "where taps of the chain save messages", ".")
  .option("--trace", "print the input, output and time of each step", false)
  .addOption(limitOptions.hangTimeout)
  .option("-v, --verbose", "print more", false)
  .addHelpText(
    "after",
    "\nExit status: 0 on success; 1 if the reconstruction failed, produced none of the images it is for, or if the input is\ndamaged or truncated.",
  )
  .action(async (input: string, options: RunFileOptions & { readonly verbose: boolean }) => {
    const { describeIncomplete, openMeasurement } = await import("../../app/open-measurement.ts");
    const opening = openMeasurement(input, { group: options.inGroup, measurement: options.measurement }); // while the other modules are loaded
    opening.catch(() => {}); // reported when it is awaited
    // Otherwise its thread would keep running.
    try {
      const [{ createLogger }, { describeResults }, { runFile }, { authorStack, StepError }] = await Promise.all([
        import("../../app/logging/logging.ts"),
        import("../../app/results-file.ts"),
        import("../../app/run-file.ts"),
        import("../../chain/index.ts"),
      ]);
      const log = await createLogger({ verbose: options.verbose, file: undefined, crlf: false, json: false });
      const written = await runFile(input, opening, options, (level, text) =>
        log[level === "warning" ? "warn" : level](text),
      ).catch((error: unknown) => {
        if (error instanceof StepError && error.cause instanceof Error) log.debug(authorStack(error.cause.stack ?? ""));
        throw error;
      });
      for (const line of describeResults(written)) log.info(line);
      if (!written.isIncomplete) return;
      log.error(describeIncomplete(input));
      process.exitCode = 1;
    } finally {
      await opening.then(
        (measurement) => measurement.close(),
        () => {},
      );
    }
  });
