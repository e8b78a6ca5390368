import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { packageRoot } from "../../app/package-root.ts";
import { newGadget, type TemplateKind, templateKinds } from "../../authoring/index.ts";

interface NewGadgetCommandOptions {
  readonly folder: string;
  readonly kind: TemplateKind;
}

const gadget = new Command("gadget")
  .summary("begin a gadget")
  .description(
    "Writes a gadget that works, cases that it is tested on, and a tsconfig.json by which editors know Larmor's types. Nothing that is there " +
      "is overwritten.",
  )
  .argument("<name>", "small letters and digits, words joined by '-'")
  .option("-f, --folder <folder>", "where it is to be", "gadgets")
  .addOption(new Option("-k, --kind <kind>", "what it takes and makes").choices(templateKinds).default("image"))
  .action((name: string, { folder, kind }: NewGadgetCommandOptions) => {
    const written = newGadget({ name, kind, folder, packageFolder: fileURLToPath(packageRoot) });
    for (const path of written) console.log(`wrote ${path}`);
    console.log(`
Change what it does, then
  larmor test gadget ${written[0]}      tries it, with pictures before and after
  larmor serve --gadgets ${folder}      uses it in chains that name it: - ${name}`);
  });

export const create = new Command("new")
  .summary("begin a gadget")
  .description("Begins something of your own.")
  .addCommand(gadget);
