import { basename, dirname } from "node:path";
import type { GadgetRegistry } from "../chain/index.ts";
import type { Gadget } from "../gadget-api/index.ts";
import { GadgetLoadError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type GadgetSource, gadgetFiles, gadgetPackages } from "./gadget-files.ts";
import type { GadgetLoader } from "./gadget-loader.ts";

export interface InstalledGadgetsOptions {
  /** Built-in gadgets. */
  readonly builtIn: GadgetRegistry;
  /** Absolute paths of folders with gadgets. */
  readonly folders: readonly string[];
  /** Larmor's own package: npm installs packages of gadgets inside it, or next to it. */
  readonly packageFolder: string;
  /** Advice for a name that no gadget has: where a gadget of that name is. */
  readonly nearby?: ((name: string) => string | undefined) | undefined;
}

/** A third-party gadget and its location. */
export interface AuthorsGadget extends GadgetSource {
  /** Why chains cannot use it, if so. */
  readonly clash: string | undefined;
}

/**
 * All gadgets that chains can use: built-in ones, those of some folders, and those of npm packages. Folders are read when
 * they are first needed, and after each {@link refresh}; a gadget is loaded when a chain first uses it. Sessions with
 * third-party gadgets have new processes, so edits take effect at the next session.
 */
export class InstalledGadgets implements GadgetRegistry {
  readonly #options: InstalledGadgetsOptions;
  #loader: Promise<GadgetLoader> | undefined;
  #found: { readonly sources: readonly GadgetSource[]; readonly ignored: readonly string[] } | undefined;
  /** Whether a third-party gadget has been loaded, or has failed to. */
  hasLoadedAny = false;

  constructor(options: InstalledGadgetsOptions) {
    this.#options = options;
  }

  /** Reads folders again when they are next needed. */
  refresh(): void {
    this.#found = undefined;
  }

  get names(): readonly string[] {
    return [...new Set([...this.#options.builtIn.names, ...this.#sources().map(({ name }) => name)])];
  }

  fingerprint(name: string): string | undefined {
    const source = this.#options.builtIn.names.includes(name)
      ? undefined
      : this.#sources().find((each) => each.name === name);
    return source && fingerprintOf(source);
  }

  nearby(name: string): string | undefined {
    return this.#options.nearby?.(name);
  }

  /** @throws GadgetLoadError for a third-party gadget that cannot be loaded */
  async load(name: string): Promise<Gadget> {
    const { builtIn } = this.#options;
    const sources = this.#sources().filter((source) => source.name === name);
    const clash = clashOf(sources, builtIn.names);
    if (clash !== undefined) throw new GadgetLoadError(clash);
    const [source] = sources;
    if (source === undefined) return builtIn.load(name);
    this.hasLoadedAny = true;
    return (await this.#load()).load(source);
  }

  /** Third-party gadgets. */
  authors(): AuthorsGadget[] {
    const sources = this.#sources();
    return sources.map((source) => {
      const same = sources.filter(({ name }) => name === source.name);
      return { ...source, clash: clashOf(same, this.#options.builtIn.names) };
    });
  }

  /**
   * Loads, while idle, what does not change: the built-in gadgets, and the loader of third-party ones.
   * @param signal ends this early
   */
  async warm(signal: AbortSignal): Promise<void> {
    const { builtIn } = this.#options;
    for (const name of builtIn.names) if (!signal.aborted) await builtIn.load(name);
    if (!signal.aborted && this.#sources().length > 0) (await this.#load()).warm();
  }

  /** Paths of packages that are not used, because other users could have put them there. */
  get ignoredPackages(): readonly string[] {
    return this.#find().ignored;
  }

  #sources(): readonly GadgetSource[] {
    return this.#find().sources;
  }

  /** Looking for packages takes a millisecond, and compiling a chain asks for each of its steps. */
  #find() {
    this.#found ??= this.#read();
    return this.#found;
  }

  #read() {
    const { folders, packageFolder } = this.#options;
    const above = dirname(packageFolder);
    const places = [...folders, basename(above) === "node_modules" ? dirname(above) : packageFolder];
    const found = places.map((folder) => gadgetPackages(folder));
    const packages = found.flatMap((each) => each.packages);
    const distinct = new Map(packages.toReversed().map((each) => [each.module, each]));
    const ignored = [...new Set(found.flatMap((each) => each.ignored))];
    return { sources: [...folders.flatMap((folder) => gadgetFiles(folder)), ...distinct.values()], ignored };
  }

  /** Skipped if there are no third-party gadgets. */
  #load(): Promise<GadgetLoader> {
    this.#loader ??= import("./gadget-loader.ts").then((module) => new module.GadgetLoader());
    return this.#loader;
  }
}

/** A name must be unambiguous: a wrong choice would be another reconstruction. */
function clashOf(sources: readonly GadgetSource[], builtIn: readonly string[]): string | undefined {
  const [first] = sources;
  if (first === undefined) return undefined;
  const places = sources.map(({ module }) => module);
  if (builtIn.includes(first.name))
    return `gadget '${first.name}' of ${places.join(" and ")} has the name of a built-in gadget; rename it`;
  if (sources.length > 1) return `several gadgets are named '${first.name}': ${places.join(", ")}; rename all but one`;
  return undefined;
}
