import { basename } from "node:path";
import { Command } from "commander";
import { chainNamed } from "../../app/chain-named.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { ChainError } from "../../chain/text/index.ts";
import { counted, printable } from "../../text/index.ts";
import { gadgetFolders, pipelineFolders } from "../arguments.ts";

interface CheckOptions extends AuthorFolders {
  readonly json: boolean;
}

export const check = new Command("check")
  .summary("check chains for errors")
  .description("Reads chains and prints every problem as file:line:column: problem and fix. Nothing is reconstructed.")
  .argument("<chain...>", "files in YAML or in Gadgetron's XML, or names of installed chains")
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .option("--json", "print the problems as JSON", false)
  .addHelpText("after", "\nExit status: 0 if all chains can be used; 1 if any has a problem.")
  .action(async (chains: readonly string[], { json, ...folders }: CheckOptions) => {
    const problems = [];
    for (const config of chains) {
      const checked = await problemsOf(config, folders);
      problems.push(...checked.problems);
      if (!json) for (const line of checked.lines) console.log(printable(line));
    }
    if (json) console.log(JSON.stringify(problems, undefined, 2));
    if (problems.length > 0) process.exitCode = 1;
  });

async function problemsOf(config: string, folders: AuthorFolders) {
  const warnings: string[] = [];
  try {
    const { steps } = await chainNamed(config, folders, (_, text) => warnings.push(text));
    const notices = warnings.map((text) => `${basename(config)}: ${text}`);
    return { problems: [], lines: [...notices, `${config}: no problems, ${counted(steps.length, "step")}`] };
  } catch (error) {
    if (error instanceof ChainError) return { problems: error.problems, lines: error.message.split("\n") };
    const { message } = error as Error;
    return { problems: [{ file: config, message }], lines: [`${config}: ${message}`] };
  }
}
