import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { chainLibrary, installedGadgets } from "../src/app/composition.ts";
import { errorsPage } from "../src/app/error-catalogue.ts";
import { noAuthors } from "../src/app/settings/author-folders.ts";
import { describeGadget, gadgetPage } from "../src/authoring/index.ts";
import type { ChainLibrary } from "../src/chain/index.ts";
import { pipelineSchema } from "../src/chain/text/index.ts";
import { commands } from "../src/cli/commands/index.ts";
import { errorCodes } from "../src/errors/index.ts";
import type { Gadget } from "../src/gadget-api/index.ts";
import { errorFamiliesText, errorFiles } from "./error-families.ts";
import { gadgetFiles } from "./gadget-registry.ts";
import { levels } from "./levels.cjs";

/** Folders that contain only generated files. */
export const generatedFolders = ["docs/gadgets/", "schema/"];

const COLUMNS = 120;

/** All generated files: paths relative to the repository, and texts. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const registry = installedGadgets(noAuthors);
  const library = chainLibrary(noAuthors, registry);
  const gadgets: Gadget[] = [];
  // Sequentially: modules that jiti loads at the same time may see each other partially loaded.
  for (const path of errorFiles()) await import(`../${path}`);
  const declaring: string[] = [];
  for (const name of registry.names) {
    const known = errorCodes().length;
    gadgets.push(await registry.load(name));
    if (errorCodes().length > known) declaring.push(`gadgets/${gadgetFiles().get(name)}`);
  }
  const files = new Map<string, string>();
  files.set("schema/pipeline.schema.json", `${JSON.stringify(pipelineSchema(gadgets), undefined, 2)}\n`);
  for (const gadget of gadgets) {
    const page = gadgetPage(describeGadget(gadget), detailsOf(gadget.name), await chainFiles(library, gadget.name));
    files.set(`docs/gadgets/${gadget.name}.md`, `${page}\n`);
  }
  files.set("docs/gadgets/README.md", listOf(gadgets));
  files.set("docs/architecture.md", architecturePage());
  files.set("src/app/error-families.ts", errorFamiliesText(declaring));
  files.set("docs/errors.md", errorsPage());
  files.set("docs/cli.md", await commandReference());
  return files;
}

/** The files of the chains that use a gadget, relative to docs/gadgets. */
async function chainFiles(library: ChainLibrary, gadget: string): Promise<string[]> {
  const names = await library.using(gadget);
  const paths = await Promise.all(names.map((name) => library.fileOf(name)));
  return paths.map((path) => relative(fileURLToPath(new URL("../docs/gadgets", import.meta.url)), path!));
}

/** The author's documentation of a gadget, from the comment above its definition. */
function detailsOf(name: string): string {
  const source = readFileSync(new URL(`../gadgets/${gadgetFiles().get(name)}`, import.meta.url), "utf8");
  const [, comment = ""] = /\/\*\*((?:(?!\*\/).)*)\*\/\nexport default/s.exec(source) ?? [];
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}

function listOf(
  gadgets: readonly {
    readonly name: string;
    readonly summary: string;
    readonly in: readonly string[];
    readonly out: readonly string[];
  }[],
): string {
  const rows = gadgets.map(
    ({ name, summary, in: takes, out }) =>
      `| [${name}](${name}.md) | ${takes.join(", ")} | ${out.join(", ")} | ${summary} |`,
  );
  return `# Gadgets\n\nThe steps that chains can have. \`larmor gadgets\` prints the same list, including your own gadgets.\n\n| gadget | input | output | |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

async function commandReference(): Promise<string> {
  const sections: string[] = [];
  for (const [name, load] of Object.entries(commands)) {
    const command = await load();
    const named = command.commands.length === 0 ? [command] : command.commands;
    for (const each of named) sections.push(helpOf(each, each === command ? name : `${name} ${each.name()}`));
  }
  return `# Commands\n\nThe \`--help\` output of each command.\n\n${sections.join("\n")}`;
}

function helpOf(command: Command, name: string): string {
  let help = "";
  command.configureOutput({
    getOutHelpWidth: () => COLUMNS,
    getOutHasColors: () => false,
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  const text = help.replace(/^Usage: .*? (?=\[options\])/, `Usage: larmor ${name} `).trimEnd();
  return `## larmor ${name}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
}

/** The page with its table of folders replaced by one from the list that also defines the import rules. */
function architecturePage(): string {
  const page = readFileSync(new URL("../docs/architecture.md", import.meta.url), "utf8");
  const rows = levels.flatMap(({ name, folders }) => [
    `| **${name}** | |`,
    ...folders.map(({ path, holds }) => `| \`${path}\` | ${holds} |`),
  ]);
  const table = ["| folder | contents |", "|---|---|", ...rows].join("\n");
  return page.replace(
    /(<!-- levels.*? -->\n)[\s\S]*?(<!-- \/levels -->)/,
    (_, start, end) => `${start}\n${table}\n\n${end}`,
  );
}
