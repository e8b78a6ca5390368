import { Command } from "commander";
import { installedGadgets } from "../../app/composition.ts";
import { pipelineSchema } from "../../chain/text/index.ts";
import { writeFile } from "../../files/index.ts";
import { gadgetFolders } from "../arguments.ts";

interface SchemaOptions {
  readonly gadgets: readonly string[];
  readonly output?: string;
}

export const schema = new Command("schema")
  .summary("print the JSON Schema of chains, for editors")
  .description(
    "Prints the JSON Schema with which editors complete and explain chains, for all gadgets that can be loaded. VS Code with " +
      "its YAML extension uses it for files that start with `# yaml-language-server: $schema=<file>`.",
  )
  .addOption(gadgetFolders())
  .option("-o, --output <file>", "write it to this file")
  .action(async ({ gadgets, output }: SchemaOptions) => {
    const registry = installedGadgets({ gadgets });
    const loaded = await Promise.allSettled(registry.names.map((name) => registry.load(name)));
    for (const each of loaded)
      if (each.status === "rejected") console.error(`left out: ${(each.reason as Error).message}`);
    const usable = loaded.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const text = `${JSON.stringify(pipelineSchema(usable), undefined, 2)}\n`;
    if (output === undefined) process.stdout.write(text);
    else writeFile(output, text);
  });
