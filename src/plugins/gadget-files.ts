import { type Dirent, readdirSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { isTrusted, trustedOwners } from "./trusted-folder.ts";

/** Location of a third-party gadget. */
export interface GadgetSource {
  /** Its name in chains. */
  readonly name: string;
  /** Path of a file, or name of a package. */
  readonly module: string;
  /** Folder from which a package's name is resolved. */
  readonly folder: string;
}

const PACKAGE = /^larmor-gadget-(?<name>[a-z0-9-]+)$/;

/** Files that are not gadgets: types, test cases, and code shared by several gadgets. */
const BESIDE = /^[._]|\.(d|cases|test)\.[cm]?[jt]s$/;

/**
 * The gadgets in a folder: each TypeScript or JavaScript file is one, with the file's name. Files that start with `_`
 * are shared by gadgets.
 * @throws NodeJS.ErrnoException if the folder cannot be read
 */
export function gadgetFiles(folder: string): GadgetSource[] {
  return readdirSync(folder)
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !BESIDE.test(file))
    .toSorted()
    .map((file) => ({ name: parse(file).name, module: join(folder, file), folder }));
}

/** Files shared by the gadgets of a folder. */
export function sharedFiles(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^_.*\.[cm]?[jt]s$/.test(file));
  return files.toSorted().map((file) => join(folder, file));
}

/** Packages of gadgets, and those that are not used because other users could have put them there. */
export interface GadgetPackages {
  readonly packages: readonly GadgetSource[];
  /** Paths. */
  readonly ignored: readonly string[];
}

/**
 * Gadgets installed by npm: packages named `larmor-gadget-<name>`, with or without a scope, in the `node_modules` of a
 * folder or of one above it. The nearest of a name counts, as in Node. Folders above it, such as that for temporary
 * files, may be open to other users: packages there count only if {@link isTrusted}.
 */
export function gadgetPackages(folder: string): GadgetPackages {
  const found = new Map<string, GadgetSource>();
  const ignored: string[] = [];
  const owners = trustedOwners(folder);
  for (const parent of upwards(folder)) {
    const modules = join(parent, "node_modules");
    const scopes = entriesOf(modules).filter(({ name }) => name.startsWith("@"));
    for (const scope of ["", ...scopes.map(({ name }) => `${name}/`)]) {
      for (const entry of entriesOf(join(modules, scope))) {
        const name = PACKAGE.exec(entry.name)?.groups?.name;
        if (name === undefined || found.has(name)) continue;
        const path = join(modules, scope, entry.name);
        if (![modules, join(modules, scope), path].every((each) => isTrusted(each, owners))) ignored.push(path);
        // Resolved from where it was found: a package nearer by may be one that is ignored.
        else found.set(name, { name, module: `${scope}${entry.name}`, folder: parent });
      }
    }
  }
  return { packages: [...found.values()], ignored };
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
    return []; // Most folders have no node_modules.
  }
}
