import { Command } from "commander";
import { chainWithParameters } from "../../app/chain-with-parameters.ts";
import { dryRunFile } from "../../app/dry-run-file.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { briefLines, explanationLines, planOf, whyNoImages } from "../../inspect/explain/index.ts";
import { printable } from "../../text/index.ts";
import { gadgetFolders, nameAndValue, noiseFolder, noiseMaxAge, pipelineFolders } from "../arguments.ts";
import { printLines } from "../print-lines.ts";

interface ExplainOptions extends AuthorFolders {
  readonly inGroup?: string;
  readonly parameter: Readonly<Record<string, string>>;
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
  readonly brief: boolean;
  readonly json: boolean;
}

export const explain = new Command("explain")
  .summary("explain what a chain will do, step by step")
  .description(
    "Explains a chain: its steps, their parameters and where they come from, and what is processed together. With a file, also " +
      "the input and output of each step, which images are produced and when, and any problems. No image is computed.",
  )
  .argument("<chain>", "a chain's name, or the path of a .yaml file or of a Gadgetron .xml file")
  .argument("[input]", "MRD file")
  .option("-g, --in-group <group>", "group to read, if the file has several")
  .option("-P, --parameter <name=value>", "set a parameter of the chain; may be repeated", nameAndValue, {})
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .addOption(noiseFolder())
  .addOption(noiseMaxAge())
  .option("--brief", "print one line per step", false)
  .option("--json", "print JSON", false)
  .addHelpText(
    "after",
    "\nExit status: 0 if the chain can process the file; 1 if it would fail, or produce none of the images it is for.",
  )
  .action(async (config: string, input: string | undefined, options: ExplainOptions) => {
    const warnings: string[] = [];
    const chain = await chainWithParameters({ ...options, config }, (_, text) => warnings.push(text));
    const plan = planOf(chain);
    const run = input === undefined ? undefined : await dryRunFile(input, chain, options);
    const noImages = run && whyNoImages(chain, run);
    if (options.json) {
      const explained = { chain: plan, warnings, run: run && { ...run, noImages } };
      console.log(JSON.stringify(explained, undefined, 2));
    } else {
      for (const text of warnings) console.error(printable(text));
      const lines = options.brief ? briefLines(plan, run) : explanationLines(plan, run);
      printLines([...lines, ...(noImages === undefined ? [] : ["", "It will produce no image:", `  ${noImages}`])]);
    }
    if (run?.failure !== undefined || noImages !== undefined) process.exitCode = 1;
  });
