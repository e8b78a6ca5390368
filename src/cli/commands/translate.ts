import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { Command } from "commander";
import { chainLibrary } from "../../app/composition.ts";
import { noAuthors } from "../../app/settings/author-folders.ts";

interface TranslateOptions {
  readonly output?: string;
  readonly list: boolean;
}

export const translate = new Command("translate")
  .summary("turn a chain of Gadgetron into YAML")
  .description(
    "Reads a chain in Gadgetron's XML, in either of its forms, and prints the same chain as YAML. What has no effect here is " +
      "told; all that can't be translated is listed at once, and nothing is written then.",
  )
  .argument("[chain.xml]", "chain of Gadgetron")
  .option("-o, --output <file>", "write the YAML into this file")
  .option("--list", "print the table of classes and properties that can be translated", false)
  .action(async (path: string | undefined, { output, list }: TranslateOptions, command: Command) => {
    const { compileText, describeClasses } = await import("../../gadgetron/index.ts");
    if (list) return void console.log(describeClasses());
    if (path === undefined) command.error("error: missing the chain to translate, or --list");
    // Compiled too, since a value may be one that a step refuses.
    const { yaml, warnings } = await compileText(chainLibrary(noAuthors), readFileSync(path!, "utf8"), basename(path!));
    for (const warning of warnings) console.error(`warning: ${warning}`);
    if (output === undefined) process.stdout.write(yaml);
    else writeFileSync(output, yaml);
  });
