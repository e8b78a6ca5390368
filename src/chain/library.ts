import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { alternatives, printableLine } from "../text/index.ts";
import { type Chain, deepFreeze } from "./chain.ts";
import type { ClientRights } from "./client-rights.ts";
import { compileChain } from "./compile/compile.ts";
import { gadgetsIn } from "./compile/sections.ts";
import { ChainFailure } from "./errors.ts";
import type { GadgetRegistry } from "./registry.ts";

/** A config that selects no chain. */
export class UnknownChainError extends ChainFailure<"not-a-name" | "unknown"> {
  override readonly name = "UnknownChainError";
}

/**
 * The chains of some folders, by name. Files are read at each call, so an edited chain takes effect at the next
 * connection.
 */
export class ChainLibrary {
  /** @param folders searched in this order; the first that has a name wins */
  constructor(
    readonly folders: readonly string[],
    readonly registry: GadgetRegistry,
  ) {}

  /** All names, sorted. */
  async names(): Promise<string[]> {
    const names = new Set<string>();
    for (const folder of this.folders) {
      for (const file of await readdir(folder)) if (file.endsWith(".yaml")) names.add(file.slice(0, -".yaml".length));
    }
    return [...names].toSorted();
  }

  /**
   * The chain that a client's config selects: `cartesian`, `cartesian.yaml` and `cartesian.xml` are equivalent, unless a
   * chain has the latter name, for clients of Gadgetron. White space around them is ignored.
   * @throws UnknownChainError if there is none, or if the name is not a plain name
   * @throws ChainError if its text has problems
   */
  async find(config: string): Promise<Chain> {
    const given = config.trim().normalize("NFC");
    const plain = given.replace(/\.(yaml|yml|xml)$/, "");
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(plain)) {
      const shown = config.length > 100 ? `${config.slice(0, 100)}…` : config;
      throw new UnknownChainError(
        "not-a-name",
        `config '${printableLine(shown)}' is not a name: a chain is selected by its name alone, of at most 100 characters, without a path`,
      );
    }
    const name = given.endsWith(".xml") && (await this.fileOf(given)) !== undefined ? given : plain;
    const path = await this.fileOf(name);
    if (path !== undefined) return this.#compileOwn(name, `${name}.yaml`, await readFile(path, "utf8"), dirname(path));
    const names = await this.names();
    throw new UnknownChainError("unknown", `there is no chain '${name}'${alternatives(name, names)}`);
  }

  /** Path of the chain with a name; `undefined` if there is none. */
  async fileOf(name: string): Promise<string | undefined> {
    for (const folder of this.folders) {
      const path = join(folder, `${name}.yaml`);
      if (await isThere(path)) return path;
    }
    return undefined;
  }

  /** Names of the chains that contain a gadget, in any branch; chains with problems are omitted. */
  async using(gadget: string): Promise<string[]> {
    const names = await this.names();
    const chains = await Promise.allSettled(names.map((name) => this.find(name)));
    return names.filter((_, i) => {
      const chain = chains[i]!;
      return chain.status === "fulfilled" && gadgetsIn(chain.value.parts).has(gadget);
    });
  }

  /**
   * A chain in a local file, which may set server-side-only parameters. Messages refer to it by `path` as given.
   * @throws ChainError if it has problems
   */
  async read(path: string): Promise<Chain> {
    const { dir, name } = parse(resolve(path));
    return this.#compileOwn(name, path, await readFile(path, "utf8"), dir);
  }

  /**
   * A chain that a client sent as text.
   * @param file its name in messages and images, without extension
   * @param rights what it may use outside of its session; by default, nothing
   * @throws ChainError if it has problems, sets a server-side-only parameter, or uses what it has no right to
   */
  compile(text: string, file = "CONFIG_TEXT", rights?: ClientRights): Promise<Chain> {
    return compileChain(parse(file).name, file, text, this.registry, "client", rights);
  }

  async #compileOwn(name: string, file: string, text: string, folder: string): Promise<Chain> {
    const chain = await compileChain(name, file, text, this.registry, "disk");
    return deepFreeze({ ...chain, folder });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
