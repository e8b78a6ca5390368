import { createHash, randomUUID } from "node:crypto";
import { access, link, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ViewerError } from "../errors.ts";

/** Where chains are. */
export interface ChainFolders {
  /** Those of `--pipelines`: the first gets new chains. */
  readonly own: readonly string[];
  readonly builtIn: readonly string[];
}

/** A chain's file. */
export interface ChainFile {
  readonly name: string;
  readonly path: string;
  readonly own: boolean;
}

/** The files of chains: those of the own folders can be changed, the built-in ones are only read. */
export class ChainFiles {
  readonly #folders: ChainFolders;

  constructor(folders: ChainFolders) {
    this.#folders = folders;
  }

  /** All chains by name; an own one replaces a built-in one of its name. */
  async list(): Promise<readonly ChainFile[]> {
    const found = new Map<string, ChainFile>();
    for (const own of [true, false]) {
      for (const folder of own ? this.#folders.own : this.#folders.builtIn) {
        for (const file of await readdir(folder)) {
          const name = file.replace(/\.yaml$/, "");
          if (name !== file && !name.startsWith(".") && !found.has(name))
            found.set(name, { name, path: join(folder, file), own });
        }
      }
    }
    return [...found.values()].toSorted(
      (a, b) => Number(b.own) - Number(a.own) || a.name.localeCompare(b.name, "en", { sensitivity: "base" }),
    );
  }

  /** @throws ViewerError `no-such-chain` */
  async find(name: string): Promise<ChainFile> {
    const found = (await this.list()).find((file) => file.name === name);
    if (found === undefined) throw new ViewerError("no-such-chain", `there is no chain '${name}': reload the list`);
    return found;
  }

  /** Text of a chain's file, and what names this state of it. @throws ViewerError `no-such-chain` */
  async read(name: string): Promise<{ readonly text: string; readonly version: string }> {
    const text = await readFile((await this.find(name)).path, "utf8");
    return { text, version: versionOf(text) };
  }

  /**
   * Writes a chain of the own folders, as a whole or not at all.
   * @param version of the text that was changed; `null` for a new chain
   * @returns the new version
   * @throws ViewerError `bad-chain-name`, `built-in-chain`, `no-own-folder`; `chain-changed` if the file is not as it was
   * read, or a new one exists already
   */
  async save(name: string, text: string, version: string | null): Promise<string> {
    requireName(name);
    const path = await this.#pathToWrite(name);
    const temporary = join(path, "..", `.${name}.${randomUUID()}.tmp`);
    const before = await stat(path).catch(() => undefined);
    await writeFile(temporary, text, { flag: "wx", mode: before === undefined ? 0o644 : before.mode & 0o777 });
    try {
      if (version === null) await link(temporary, path).catch(refuseExisting(name));
      else {
        const now = await readFile(path, "utf8").catch(() => undefined);
        if (now === undefined || versionOf(now) !== version) throw changed(name, now === undefined);
        await rename(temporary, path);
      }
    } finally {
      await unlink(temporary).catch(() => {}); // it was renamed
    }
    return versionOf(text);
  }

  async #pathToWrite(name: string): Promise<string> {
    for (const folder of this.#folders.builtIn) {
      if (await exists(join(folder, `${name}.yaml`)))
        throw new ViewerError("built-in-chain", `'${name}' comes with Larmor: save the chain by another name`);
    }
    for (const folder of this.#folders.own) {
      const path = join(folder, `${name}.yaml`);
      if (await exists(path)) return path;
    }
    const [first] = this.#folders.own;
    if (first === undefined)
      throw new ViewerError("no-own-folder", "there is no folder to save chains in: start the server with --pipelines");
    return join(first, `${name}.yaml`);
  }
}

/**
 * Names that clients can select, as the library of chains knows them; it removes the endings of files.
 * @throws ViewerError `bad-chain-name`
 */
export function requireName(name: string): void {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(name) && name === name.normalize();
  if (isPlain && !/\.(ya?ml|xml)$/.test(name)) return;
  const rules = "letters, digits, '.', '_' and '-', of which the first is a letter or digit, and no .yaml at the end";
  throw new ViewerError("bad-chain-name", `'${name}' cannot be the name of a chain: it has at most 100 ${rules}`);
}

function versionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function refuseExisting(name: string) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code !== "EEXIST") throw error;
    throw new ViewerError("chain-changed", `there is a chain '${name}' already: save this one by another name`);
  };
}

function changed(name: string, removed: boolean): ViewerError {
  const what = removed ? "was removed" : "was changed on the disk";
  return new ViewerError(
    "chain-changed",
    `'${name}' ${what} since it was opened: load it again, or save by another name`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
