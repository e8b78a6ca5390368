import { Command } from "commander";
import { chainNamed } from "../../app/chain-named.ts";
import { noiseStore } from "../../app/composition.ts";
import { version } from "../../app/package-root.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { machineMostBytes } from "../../app/settings/limits.ts";
import { acceptedKinds } from "../../chain/index.ts";
import { withParameters } from "../../chain/text/index.ts";
import { inOrder, MrdFile } from "../../formats/mrd-hdf5/index.ts";
import { dryRun, explanationLines, planOf } from "../../inspect/explain/index.ts";
import { printable } from "../../text/index.ts";
import { gadgetFolders, nameAndValue, noiseFolder, noiseMaxAge, pipelineFolders } from "../arguments.ts";

interface ExplainOptions extends AuthorFolders {
  readonly inGroup?: string;
  readonly parameter: Readonly<Record<string, string>>;
  readonly noiseFolder: string;
  readonly noiseMaxAge: number;
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
  .option("--json", "print JSON", false)
  .addHelpText("after", "\nExit status: 0 if the chain can process the file; 1 if it would fail.")
  .action(async (config: string, input: string | undefined, options: ExplainOptions) => {
    const warnings: string[] = [];
    const named = await chainNamed(config, options, (_, text) => warnings.push(text));
    const { chain, warnings: unknown } = withParameters(named, options.parameter);
    const plan = planOf(chain);
    const run = input === undefined ? undefined : await runOf(input, chain, options);
    if (options.json)
      console.log(JSON.stringify({ chain: plan, warnings: [...warnings, ...unknown], run }, undefined, 2));
    else {
      for (const text of [...warnings, ...unknown]) console.error(printable(text));
      for (const line of explanationLines(plan, run)) console.log(printable(line));
    }
    if (run?.failure !== undefined) process.exitCode = 1;
  });

async function runOf(input: string, chain: Parameters<typeof dryRun>[0], options: ExplainOptions) {
  const file = await MrdFile.open(input);
  try {
    const group = file.group(options.inGroup);
    return await dryRun(chain, inOrder(group, { waveforms: acceptedKinds(chain).has("waveform") }), {
      header: group.header,
      noise: noiseStore({ folder: options.noiseFolder, maxAgeHours: options.noiseMaxAge }),
      maxBytes: machineMostBytes,
      version,
    });
  } finally {
    file.close();
  }
}
