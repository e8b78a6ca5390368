import { type Dirent, readdirSync } from "node:fs";
import { dirname, join, parse } from "node:path";

/** Where a gadget of an author's is. */
export interface GadgetSource {
  /** By which chains name it. */
  readonly name: string;
  /** What is loaded: a file's path, or a package's name. */
  readonly module: string;
  /** From where a package's name is resolved. */
  readonly folder: string;
}

const PACKAGE = /^larmor-gadget-(?<name>[a-z0-9-]+)$/;

/** Of what is no gadget: types, cases that gadgets are tried on, and parts that several gadgets share. */
const BESIDE = /^[._]|\.(d|cases|test)\.[cm]?[jt]s$/;

/**
 * The gadgets in a folder: each file of TypeScript or JavaScript is one, and is called like it. Files that begin with `_` are
 * what gadgets share.
 * @throws NodeJS.ErrnoException if the folder can't be read
 */
export function gadgetFiles(folder: string): GadgetSource[] {
  return readdirSync(folder)
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !BESIDE.test(file))
    .toSorted()
    .map((file) => ({ name: parse(file).name, module: join(folder, file), folder }));
}

/** What the gadgets of a folder share. */
export function sharedFiles(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^_.*\.[cm]?[jt]s$/.test(file));
  return files.toSorted().map((file) => join(folder, file));
}

/**
 * The gadgets that came with npm: packages called `larmor-gadget-<name>`, with a scope or without, in the `node_modules` of a
 * folder or of one above it. The nearest of a name counts, as it does for Node.
 */
export function gadgetPackages(folder: string): GadgetSource[] {
  const found = new Map<string, GadgetSource>();
  for (const parent of upwards(folder)) {
    const modules = join(parent, "node_modules");
    const scopes = entriesOf(modules).filter(({ name }) => name.startsWith("@"));
    for (const scope of ["", ...scopes.map(({ name }) => `${name}/`)]) {
      for (const entry of entriesOf(join(modules, scope))) {
        const name = PACKAGE.exec(entry.name)?.groups?.name;
        if (name === undefined || found.has(name)) continue;
        found.set(name, { name, module: `${scope}${entry.name}`, folder });
      }
    }
  }
  return [...found.values()];
}

function* upwards(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (at === dirname(at)) return;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // most folders have no node_modules
  }
}
