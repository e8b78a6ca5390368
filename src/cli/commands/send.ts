import { Command, Option } from "commander";
import type { SendOptions } from "../../app/send-file.ts";
import { measurement, nameAndValue, nonEmpty, overwrite, portNumber, serverTimeout } from "../arguments.ts";

interface SendCommandOptions extends SendOptions {
  readonly verbose: boolean;
  readonly mrd2gif?: boolean;
  readonly logfile?: string;
  readonly quiet: boolean;
}

export const send = new Command("send")
  .summary("send a file to a server and save the results")
  .description(
    "Sends the readouts, waveforms or images of a measurement to a server and saves the results together with the header.",
  )
  .argument("<input>", "MRD file, or raw data that `larmor convert` reads")
  .option("-a, --address <host>", "address of the server", nonEmpty, "localhost")
  .option("-p, --port <port>", "port of the server", portNumber, 9002)
  .option(
    "-o, --outfile <file>",
    "output file, in the format of its ending, as of `larmor convert` (default: <input>_results.h5)",
  )
  .option("-g, --in-group <group>", "group to send, if the file has several")
  .addOption(measurement())
  .option("-G, --out-group <group>", "group to write (default: date and time)")
  .addOption(overwrite())
  .option("-c, --config <name>", "chain that the server should run", "cartesian")
  .option("-C, --config-local <file>", "send this file as the chain's text instead; YAML, or Gadgetron's XML")
  .option("-P, --parameter <name=value>", "set a parameter of the chain; may be repeated", nameAndValue, {})
  .option("-w, --send-waveforms", "also send waveforms, in the order of their time stamps", false)
  .option("--send-images", "also send images that are stored in the group of the readouts, after these", false)
  .addOption(serverTimeout())
  .option("--fix-transposed", "transpose images that are transposed compared with their series", false)
  .option(
    "--gif",
    "also write the images as GIF: <outfile>_<group>.gif; with several series, <outfile>_<group>_image_0.gif",
    false,
  )
  .addOption(new Option("--mrd2gif", "--gif, as FIRE's client calls it").hideHelp())
  .option("--trace", "ask the server for the input, output and time of each step", false)
  .option("-v, --verbose", "print more", false)
  .option("-l, --logfile <file>", "also log to this file")
  .option("-q, --quiet", "print errors only", false)
  .option("--ignore-json-config", "remove the choice of a chain from the JSON parameters (as -c and -C do)", false)
  .addHelpText(
    "after",
    `
JSON parameters come from <config>.json in the working folder, or else from the input's configAdditional. Those of -P
are added to them, or replace them.
Exit status: 0 on success; 1 if the server reported an error, could not be reached, was silent for too long, or did not
end with CLOSE, or if the input is damaged or truncated; 130 if interrupted by Ctrl-C.`,
  )
  .action(async (input: string, options: SendCommandOptions, command: Command) => {
    const [{ createLogger }, { sendFile }] = await Promise.all([
      import("../../app/logging/logging.ts"),
      import("../../app/send-file.ts"),
    ]);
    const { verbose, logfile, quiet } = options;
    const log = await createLogger({ verbose, file: logfile, crlf: false, json: false, quiet });
    const named = options.configLocal !== undefined || command.getOptionValueSource("config") === "cli";
    const ignoreJsonConfig = options.ignoreJsonConfig || named;
    const gif = (options.gif || options.mrd2gif) ?? false;
    if ((await sendFile(input, { ...options, gif, ignoreJsonConfig }, log)) > 0) process.exitCode = 1;
  });
