import { readFileSync } from "node:fs";
import { Command } from "commander";
import { chainNamed, isChainFile } from "../../app/chain-named.ts";
import { chainLibrary } from "../../app/composition.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { chainHelp, describeChain } from "../../authoring/index.ts";
import { gadgetFolders, pipelineFolders } from "../arguments.ts";
import { printLines, printTable } from "../print-lines.ts";

interface PipelinesOptions extends AuthorFolders {
  readonly json: boolean;
}

export const pipelines = new Command("pipelines")
  .summary("list all chains, or explain one")
  .description(
    "Lists the chains that clients may name; with a name, explains that chain and the parameters that a client may set.",
  )
  .argument("[name]", "chain to explain, or the path of its .yaml file")
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .option("--json", "print JSON", false)
  .action(async (name: string | undefined, { json, ...folders }: PipelinesOptions) => {
    const library = chainLibrary(folders);
    const describe = async (each: string) => {
      const chain = await chainNamed(each, folders, () => {});
      const file = isChainFile(each) ? each : (await library.fileOf(chain.name))!;
      return describeChain(chain, file, readFileSync(file, "utf8"));
    };
    if (name !== undefined) {
      const description = await describe(name);
      if (json) return void console.log(JSON.stringify(description, undefined, 2));
      return printLines([chainHelp(description)]);
    }
    const loaded = await Promise.allSettled((await library.names()).map(describe));
    for (const each of loaded) {
      if (each.status === "fulfilled") continue;
      console.error((each.reason as Error).message);
      process.exitCode = 1;
    }
    const usable = loaded.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    if (json) return void console.log(JSON.stringify(usable, undefined, 2));
    printTable(usable.map((each) => [each.name, each.description]));
  });
