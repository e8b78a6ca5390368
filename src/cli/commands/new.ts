import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { builtInGadgets } from "../../app/composition.ts";
import { packageRoot } from "../../app/package-root.ts";
import { newGadget, type TemplateKind, templateKinds } from "../../authoring/index.ts";

interface NewGadgetCommandOptions {
  readonly folder: string;
  readonly kind: TemplateKind;
}

const gadget = new Command("gadget")
  .summary("create a gadget")
  .description(
    "Writes a working gadget, its test cases, and a tsconfig.json that gives editors Larmor's types. Existing files are not " +
      "overwritten.",
  )
  .argument("<name>", "lower-case letters and digits, words separated by '-'")
  .option("-f, --folder <folder>", "folder for the gadget", "gadgets")
  .addOption(new Option("-k, --kind <kind>", "kind of its input and output").choices(templateKinds).default("image"))
  .action((name: string, { folder, kind }: NewGadgetCommandOptions) => {
    const written = newGadget({
      name,
      kind,
      folder,
      builtIn: builtInGadgets,
      packageFolder: fileURLToPath(packageRoot),
    });
    for (const path of written) console.log(`wrote ${path}`);
    console.log(`
Edit the gadget, then
  larmor test gadget ${written[0]}      tests it and writes pictures before and after
  larmor serve --gadgets ${folder}      lets chains use it: - ${name}`);
  });

export const create = new Command("new")
  .summary("create a gadget")
  .description("Creates new files from a template.")
  .addCommand(gadget);
