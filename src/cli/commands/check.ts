import { basename } from "node:path";
import { Command } from "commander";
import { chainNamed } from "../../app/chain-named.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { ChainError } from "../../chain/text/index.ts";
import { printable } from "../../text/index.ts";
import { gadgetFolders, pipelineFolders } from "../arguments.ts";

interface CheckOptions extends AuthorFolders {
  readonly json: boolean;
}

export const check = new Command("check")
  .summary("say all that is wrong with chains")
  .description(
    "Reads chains and prints every problem of every one as file:line:column: what, and the fix. Nothing is reconstructed.",
  )
  .argument("<chain...>", "files in YAML or in Gadgetron's XML, or names of installed chains")
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .option("--json", "print the problems as JSON", false)
  .addHelpText("after", "\nExit status: 0 when all chains can be used; 1 when one has a problem.")
  .action(async (chains: readonly string[], { json, ...folders }: CheckOptions) => {
    const found = [];
    for (const config of chains) {
      const checked = await problemsOf(config, folders);
      found.push(...checked.problems);
      if (!json) for (const line of checked.lines) console.log(printable(line));
    }
    if (json) console.log(JSON.stringify(found, undefined, 2));
    if (found.length > 0) process.exitCode = 1;
  });

async function problemsOf(config: string, folders: AuthorFolders) {
  const warnings: string[] = [];
  try {
    const { steps } = await chainNamed(config, folders, (_, text) => warnings.push(text));
    const notes = warnings.map((text) => `${basename(config)}: ${text}`);
    return { problems: [], lines: [...notes, `${config}: fine, ${steps.length} steps`] };
  } catch (error) {
    if (error instanceof ChainError) return { problems: error.problems, lines: error.message.split("\n") };
    const { message } = error as Error;
    return { problems: [{ file: config, message }], lines: [`${config}: ${message}`] };
  }
}
