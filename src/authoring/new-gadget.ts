import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder, writeFile } from "../files/index.ts";
import { AuthoringError } from "./errors.ts";

/** Kinds of messages for which there are gadget templates. */
export const templateKinds = ["acquisition", "buffer", "image-array", "image"] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** Steps of chains that are not gadgets. */
const keywords: readonly string[] = ["choose", "parallel"];

export interface NewGadgetOptions {
  /** kebab-case. */
  readonly name: string;
  /** Kind of its input and output. */
  readonly kind: TemplateKind;
  /** Folder for the file; created if it does not exist. */
  readonly folder: string;
  /** Names of the built-in gadgets. */
  readonly builtIn: readonly string[];
  /** Larmor's own package. */
  readonly packageFolder: string;
}

/**
 * Writes a new gadget from the templates in `templates/gadget`: its file, its cases and, if the folder has none, a
 * tsconfig.json with which editors resolve Larmor's types. Existing files are not changed.
 * @returns paths of the files that were written
 * @throws AuthoringError if the name is not valid, or the gadget already exists
 */
export function newGadget({ name, kind, folder, builtIn, packageFolder }: NewGadgetOptions): string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new AuthoringError(
      "bad-name",
      `'${name}' is not a valid gadget name: use lower-case letters and digits, words joined by '-', such as my-filter`,
    );
  }
  if (builtIn.includes(name) || keywords.includes(name)) {
    const what = builtIn.includes(name) ? "a built-in gadget" : "a key of chains";
    throw new AuthoringError("name-taken", `'${name}' is ${what}; choose another name, such as my-${name}`);
  }
  const files = new Map(
    [".ts", ".cases.ts"].map((extension) => [
      join(folder, `${name}${extension}`),
      filledTemplate(packageFolder, `${kind}${extension}`, name),
    ]),
  );
  for (const path of files.keys())
    if (existsSync(path)) throw new AuthoringError("file-exists", `${path} already exists; choose another name`);
  const config = join(folder, "tsconfig.json");
  if (!existsSync(config)) files.set(config, configText(folder, packageFolder));
  makeFolder(folder);
  for (const [path, text] of files) writeFile(path, text, { flag: "wx" });
  return [...files.keys()];
}

/** The text of a file of `templates/gadget`, for a gadget with this name. */
function filledTemplate(packageFolder: string, file: string, name: string): string {
  return readFileSync(join(packageFolder, "templates/gadget", file), "utf8").replaceAll("{{name}}", name);
}

/** A tsconfig.json with which a folder of gadgets resolves the types of Larmor and of its packages. */
function configText(folder: string, packageFolder: string): string {
  const from = resolve(folder);
  const shown = (path: string) => {
    const short = relative(from, path);
    return short.startsWith("../../..") ? path : `./${short}`;
  };
  const { resolve: find } = createRequire(join(packageFolder, "package.json"));
  const packageOf = (name: string) => dirname(find(`${name}/package.json`));
  const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, string>>;
  };
  const modules = Object.entries(exports).filter(([, module]) => module.endsWith(".js"));
  const paths = {
    ...Object.fromEntries(
      modules.map(([name, module]) => [
        name.replace(/^\./, "larmor"),
        [shown(join(packageFolder, module.replace(/\.js$/, ".d.ts")))],
      ]),
    ),
    rxjs: [shown(join(packageOf("rxjs"), "dist/types/index.d.ts"))],
    typebox: [shown(fileURLToPath(import.meta.resolve("typebox")).replace(/\.mjs$/, ".d.mts"))],
  };
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [shown(dirname(packageOf("@types/node")))],
    paths,
  };
  return `${JSON.stringify({ compilerOptions, include: ["*.ts"] }, undefined, 2)}\n`;
}
