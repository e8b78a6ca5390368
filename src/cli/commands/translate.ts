import { basename } from "node:path";
import { Command } from "commander";
import { chainLibrary } from "../../app/composition.ts";
import { noAuthors } from "../../app/settings/author-folders.ts";
import { readText, writeFile } from "../../files/index.ts";

interface TranslateOptions {
  readonly output?: string;
  readonly list: boolean;
}

export const translate = new Command("translate")
  .summary("translate a Gadgetron chain into YAML")
  .description(
    "Reads a chain in Gadgetron's XML, in either of its forms, and prints the same chain as YAML. Warns of parts that have no " +
      "effect here. If parts can't be translated, they are all listed and nothing is written.",
  )
  .argument("[chain.xml]", "Gadgetron chain")
  .option("-o, --output <file>", "write the YAML to this file")
  .option("--list", "print the table of classes and properties that can be translated", false)
  .action(async (path: string | undefined, { output, list }: TranslateOptions, command: Command) => {
    const { compileText, describeClasses } = await import("../../gadgetron/index.ts");
    if (list) return void console.log(describeClasses());
    if (path === undefined) command.error("error: missing the chain to translate, or --list");
    // Compiled too, since a step may reject a value.
    const { yaml, warnings } = await compileText(chainLibrary(noAuthors), readText(path!), basename(path!));
    for (const warning of warnings) console.error(`warning: ${warning}`);
    if (output === undefined) process.stdout.write(yaml);
    else writeFile(output, yaml);
  });
