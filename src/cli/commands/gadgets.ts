import { Command } from "commander";
import { chainLibrary, installedGadgets } from "../../app/composition.ts";
import { CommandError } from "../../app/errors.ts";
import { gadgetNearby } from "../../app/nearby.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { describeGadget, gadgetHelp } from "../../authoring/index.ts";
import { didYouMean } from "../../text/index.ts";
import { gadgetFolders, pipelineFolders } from "../arguments.ts";
import { printLines, printTable } from "../print-lines.ts";

interface GadgetsOptions extends AuthorFolders {
  readonly json: boolean;
}

export const gadgets = new Command("gadgets")
  .summary("list all gadgets, or explain one")
  .description(
    "Lists the gadgets that chains may use, including third-party ones; with a name, explains that gadget and its parameters.",
  )
  .argument("[name]", "gadget to explain")
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .option("--json", "print JSON", false)
  .action(async (name: string | undefined, { json, ...folders }: GadgetsOptions) => {
    const registry = installedGadgets(folders);
    const { names } = registry;
    if (name !== undefined) {
      if (!names.includes(name))
        throw new CommandError("no-such-gadget", `there is no gadget '${name}'${hintFor(name, names)}`);
      const description = describeGadget(await registry.load(name));
      const usedBy = await chainLibrary(folders, registry).using(name);
      if (json) return void console.log(JSON.stringify({ ...description, usedBy }, undefined, 2));
      return printLines([gadgetHelp(description, usedBy)]);
    }
    const loaded = await Promise.allSettled(names.map(async (each) => describeGadget(await registry.load(each))));
    for (const each of loaded) {
      if (each.status === "fulfilled") continue;
      console.error(`larmor: ${(each.reason as Error).message}`);
      process.exitCode = 1;
    }
    const usable = loaded.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    if (json) return void console.log(JSON.stringify(usable, undefined, 2));
    const rows = usable.map((each) => [each.name, `${each.in.join(", ")} → ${each.out.join(", ")}`, each.summary]);
    printTable(rows);
  });

function hintFor(name: string, names: readonly string[]): string {
  const nearby = gadgetNearby(name);
  return nearby === undefined ? didYouMean(name, names) : `, but ${nearby}`;
}
