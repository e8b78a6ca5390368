import { Command } from "commander";
import type { TestGadgetOptions } from "../../app/test-gadget-file.ts";
import { gadgetFolders, nameAndValue, pipelineFolders, positiveNumber } from "../arguments.ts";
import { describeFailure } from "../exit-status.ts";

const gadget = new Command("gadget")
  .summary("test a gadget and show its effect")
  .description(
    "Tests a gadget against the contract of all gadgets, on the cases in NAME.cases.ts in the same folder and on a whole " +
      "measurement, of which it writes pictures without and with the gadget.",
  )
  .argument("<file>", "the gadget's file")
  .option("-i, --input <file>", "MRD file to try it on (default: a phantom of 64 × 64 pixels, 4 coils, 2 slices)")
  .option("-g, --in-group <group>", "group to read, if the file has several")
  .option(
    "-c, --config <chain>",
    "chain in which it is tried, where the chain names it, or else in the last place where it fits",
    "cartesian",
  )
  .option("-P, --parameter <name=value>", "set a parameter of the gadget; may be repeated", nameAndValue, {})
  .option("-o, --output <folder>", "where the pictures are written", ".")
  .option("--patience <seconds>", "maximum time per check", positiveNumber, 30)
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .addHelpText("after", "\nExit status: 0 if all checks pass; 1 otherwise.")
  .action(async (file: string, options: TestGadgetOptions) => {
    const { testGadgetFile } = await import("../../app/test-gadget-file.ts");
    const faults = await testGadgetFile(file, options, (line) => console.log(line));
    if (faults > 0) process.exitCode = 1;
    // The gadget may have started work that is not done yet.
    const [{ onUncaught }, { withAuthorPlace }] = await Promise.all([
      import("../../chain/observe/index.ts"),
      import("../../chain/index.ts"),
    ]);
    onUncaught((error) => {
      error.message = withAuthorPlace(error.message, error);
      console.error(describeFailure(error));
      process.exitCode = 1;
    });
  });

export const test = new Command("test")
  .summary("test a gadget")
  .description("Tests third-party code.")
  .addCommand(gadget);
